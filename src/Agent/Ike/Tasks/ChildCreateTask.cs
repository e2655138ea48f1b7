using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>Asks for a Child SA that is wanted and missing (RFC 7296 section 1.3.1).</summary>
public sealed class ChildCreateTask(SessionCore core, ChildSettings settings) : ChildExchange(core, settings)
{
    /// <summary>An address that IKE_AUTH did not give may be asked for with any Child SA (RFC 7296 section 2.19).</summary>
    protected override IReadOnlyList<Payload>? Begin(SaWorker sa, Instant now)
    {
        if (Core.Children.Has(Settings))
        {
            Core.Wanted.NoteAnswered(Settings);
            return null;
        }

        bool lacksAddress = !Core.Tunnel.HasAddress && Core.Settings.Requests.Count > 0;
        IEnumerable<Payload> request = lacksAddress ? [ConfigurationRequest.From(Core.Settings)] : [];
        return [.. request, .. ResourceInfo.Request(Core.Settings), .. BuildOffer()];
    }

    protected override ChildSettings Granted(IReadOnlyList<Payload> answer) => ResourceInfo.Agreed(Core.Settings, Settings, answer);

    public override void Abandon()
    {
        base.Abandon();
        Core.Wanted.NoteAnswered(Settings);
    }

    /// <summary>The gateway may have made the same one meanwhile; then ours is one too many.</summary>
    protected override void Accept(ChildSa made, Instant now)
    {
        if (Core.Children.Has(Settings))
        {
            Core.Children.Install(made, sendToo: false, replaced: null, now);
            made.GiveUp(now);
            Core.Sas.Current.EnqueueFirst(new ChildDeleteTask(Core, made));
            Core.Wanted.NoteAnswered(Settings);
            return;
        }

        Core.Context.Note(NoteLevel.Info, $"Child SA {made.Settings.Name} stands: {made.Spec.Summary}");
        Core.Install(made, sendToo: true, replaced: null, now);
    }

    protected override void AcceptDeleted(ChildSa made, Instant now) => Core.Wanted.NoteLost(Settings, now);

    protected override void Postpone(SaWorker sa, TimeSpan wait, Instant now) => Core.Wanted.NoteLost(Settings, now + wait);

    protected override void Refused(SaWorker sa, IkeFault fault, NotifyType? notify, Instant now) =>
        Core.Wanted.NoteRefused(Settings, fault, notify, now);
}
