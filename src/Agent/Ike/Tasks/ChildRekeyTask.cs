using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>
/// Replaces a Child SA (RFC 7296 sections 1.3.3 and 2.8), with the selectors it has. Where the gateway replaced it at the same
/// time, the successor with the lowest nonce is given up by the side that made it (section 2.8.1).
/// </summary>
public sealed class ChildRekeyTask(SessionCore core, ChildSa child)
    : ChildExchange(core, child.Settings with { Local = child.Spec.Local, Remote = child.Spec.Remote })
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(2);

    protected override IReadOnlyList<Payload>? Begin(SaWorker sa, Instant now)
    {
        if (!child.IsInUse)
            return null;
        if (child.Heir is not null)
        {
            child.GiveUp(now);
            return null;
        }

        if (sa.Unfinished.Replaces(child))
        {
            child.RekeyAt = now + ShortestRetry;
            return null;
        }

        child.State = ChildState.Rekeying;
        return [Notifications.OfChild(NotifyType.RekeySa, child.InboundSpi), .. BuildOffer()];
    }

    public override void Abandon()
    {
        base.Abandon();
        if (child.State == ChildState.Rekeying)
            child.State = ChildState.Installed;
    }

    protected override void Accept(ChildSa made, Instant now)
    {
        ChildSa? rival = child.PeerSuccessor;
        bool isOurs = rival is null || rival.LowestNonce.Span.SequenceCompareTo(made.LowestNonce.Span) < 0;
        if (isOurs)
        {
            Core.Context.Note(NoteLevel.Info, $"Child SA {made.Settings.Name} rekeyed: {made.Spec.Summary}");
            Core.Install(made, sendToo: true, child, now);
            if (rival is not null)
            {
                Core.Children.StopSending(rival);
                rival.GiveUp(now);
            }

            Delete(child, now);
            return;
        }

        Core.Context.Note(NoteLevel.Debug, $"both sides rekeyed Child SA {child}; the gateway's successor stays");
        Core.Children.Install(made, sendToo: false, child, now);
        child.GiveUp(now);
        Delete(made, now);
    }

    /// <summary>The old one is ours to delete nevertheless.</summary>
    protected override void AcceptDeleted(ChildSa made, Instant now)
    {
        Core.Context.Note(NoteLevel.Warning, $"the gateway deleted the successor of Child SA {child} at once");
        bool isLost = child.IsInUse && child.Heir is null;
        Delete(child, now);
        if (isLost)
            Core.Wanted.NoteLost(child.Settings, now);
    }

    protected override void Postpone(SaWorker sa, TimeSpan wait, Instant now) => Continue(now, now + wait);

    protected override void Refused(SaWorker sa, IkeFault fault, NotifyType? notify, Instant now)
    {
        if (child.Heir is not null || !child.IsInUse)
        {
            child.GiveUp(now);
            return;
        }

        if (notify == NotifyType.ChildSaNotFound)
        {
            // The gateway has lost it: silently away with it, and a new one from scratch (section 2.25).
            Core.Context.Note(NoteLevel.Warning, $"the gateway no longer knows Child SA {child}; a new one is made");
            Core.Children.Remove(child);
            Core.Wanted.NoteLost(child.Settings, now);
            return;
        }

        if (child.Settings.Cpu >= 0)
        {
            Core.PerCpu.GiveUp(child, fault, now);
            return;
        }

        Core.Context.Note(NoteLevel.Warning, $"rekey of Child SA {child} refused: {fault.Message}{RekeyAdvice.Of(child, notify)}");
        Continue(now, now + Instant.Longer(ShortestRetry, (child.ExpireAt - now) / 4));
        Core.RequestReplacement(child.ExpireAt, $"the gateway refuses to rekey Child SA {child.Settings.Name}: {fault.Message}");
    }

    private void Continue(Instant now, Instant next)
    {
        if (child.Heir is not null)
            child.GiveUp(now);
        else if (child.State == ChildState.Rekeying)
            (child.State, child.RekeyAt) = (ChildState.Installed, next);
    }

    private void Delete(ChildSa one, Instant now)
    {
        one.GiveUp(now);
        Core.Sas.Current.EnqueueFirst(new ChildDeleteTask(Core, one));
    }
}
