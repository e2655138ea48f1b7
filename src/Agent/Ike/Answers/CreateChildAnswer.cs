using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Answers;

/// <summary>The gateway asks for a Child SA, new or in place of another (RFC 7296 sections 1.3.1, 1.3.3 and 2.25.1).</summary>
public static class CreateChildAnswer
{
    public static IReadOnlyList<Payload> To(SessionCore core, SaWorker sa, IReadOnlyList<Payload> request, Instant now)
    {
        if (sa.IsRekeying || sa.Phase != SaPhase.InUse)
            return [Notifications.Of(NotifyType.TemporaryFailure)];
        if (request.OfType<TsPayload>().Count() != 2)
            return [Notifications.Of(NotifyType.InvalidSyntax)];
        return request.Find(NotifyType.RekeySa) is { } rekey
            ? ToRekey(core, sa, request, rekey, now)
            : Make(core, sa, request, core.Wanted.Settings, replaced: null, now);
    }

    private static IReadOnlyList<Payload> ToRekey(
        SessionCore core, SaWorker sa, IReadOnlyList<Payload> request, NotifyPayload rekey, Instant now)
    {
        bool isEsp = rekey.TryGetSpi(out uint spi) && rekey.Protocol == ProtocolId.Esp;
        ChildSa? child = isEsp ? core.Children.FindOutbound(spi) : null;
        if (child is null)
            return [NotFound(core, rekey, isEsp)];

        // One that is being closed, or has a successor already, is not rekeyed once more.
        if (!child.IsInUse || child.Heir is not null)
            return [Notifications.Of(NotifyType.TemporaryFailure)];
        ChildSettings same = child.Settings with { Local = child.Spec.Local, Remote = child.Spec.Remote };
        return Make(core, sa, request, [same], child, now);
    }

    /// <summary>
    /// While an answer to us is under way it may be that very Child SA which the gateway has and we do not yet; "not found" would
    /// make it forget what we are about to install.
    /// </summary>
    private static NotifyPayload NotFound(SessionCore core, NotifyPayload rekey, bool isEsp) =>
        isEsp && core.Sas.IsMakingChild
            ? Notifications.Of(NotifyType.TemporaryFailure)
            : rekey with { NotifyType = NotifyType.ChildSaNotFound, Data = default };

    private static IReadOnlyList<Payload> Make(
        SessionCore core, SaWorker sa, IReadOnlyList<Payload> request, IReadOnlyList<ChildSettings> wanted, ChildSa? replaced, Instant now)
    {
        if (core.Children.IsFull)
            return [Notifications.Of(NotifyType.NoAdditionalSas)];
        uint spi = core.Children.DrawSpi();
        if (!ChildChoice.TryMake(request, wanted, spi, sa.Sa.Nat, out ChildChoice? choice, out NotifyPayload? refusal))
            return [refusal];
        ChildChoice? settled = replaced is null ? Settled(core, request, choice) : choice;
        if (settled is null)
            return [Notifications.Of(NotifyType.TsMaxQueue)];
        choice = settled;
        IReadOnlyList<AdditionalExchange> additional = AdditionalExchange.Read(choice.Grant.Chosen, out string problem);
        if (problem.Length > 0)
            return [Notifications.Of(NotifyType.NoProposalChosen)];

        // Where both rekey at once, ours goes on: two that take several exchanges each would not settle well.
        if (additional.Count > 0 && replaced?.State == ChildState.Rekeying)
            return [Notifications.Of(NotifyType.TemporaryFailure)];
        ResponderKeys? keys = ResponderKeys.TryMake(core.Context, request, choice.Grant.Group);
        if (keys is null)
            return [Notifications.Of(NotifyType.InvalidSyntax)];
        List<Payload> answer =
            [.. choice.Payloads.TakeWhile(p => p is not TsPayload), .. keys.Payloads, .. choice.Payloads.OfType<TsPayload>()];
        if (additional.Count > 0)
        {
            PendingAnswer pending = new(
                core.Context, keys, additional, replaced, isIkeSa: false, (all, at) => (Complete(core, sa, choice, all, replaced, at), null));
            sa.Unfinished.Add(pending, now);
            return [.. answer, pending.LinkNotify];
        }

        using (keys)
            Install(core, sa, choice, keys, replaced, now);
        return answer;
    }

    /// <summary>As one of several for single CPUs, where that is asked for and wanted (RFC 9611); null: one too many.</summary>
    private static ChildChoice? Settled(SessionCore core, IReadOnlyList<Payload> request, ChildChoice choice)
    {
        if (core.Settings.PerCpuSas == 0 || !request.Has(NotifyType.SaResourceInfo))
            return choice;
        if (core.PerCpu.Settle(choice.Settings, choice.Grant.Local, choice.Grant.Remote) is not { } settings)
            return null;
        Payload[] info = settings.IsPerCpu ? [Notifications.Of(NotifyType.SaResourceInfo)] : [];
        return choice with { Settings = settings, Payloads = [.. info, .. choice.Payloads] };
    }

    /// <summary>With the last IKE_FOLLOWUP_KE. Null: it stands; what was there may have changed since CREATE_CHILD_SA.</summary>
    private static NotifyPayload? Complete(
        SessionCore core, SaWorker sa, ChildChoice choice, ResponderKeys keys, ChildSa? replaced, Instant now)
    {
        bool isGone = replaced is not null && (replaced.State != ChildState.Installed || replaced.Heir is not null);
        if (isGone || sa.IsRekeying || core.Children.IsFull)
            return Notifications.Of(NotifyType.TemporaryFailure);
        Install(core, sa, choice, keys, replaced, now);
        return null;
    }

    private static void Install(
        SessionCore core, SaWorker sa, ChildChoice choice, ResponderKeys keys, ChildSa? replaced, Instant now)
    {
        ChildSettings settings = core.Wanted.Settings.FirstOrDefault(s => s.Name == choice.Settings.Name) ?? choice.Settings;
        settings = settings with { IsPerCpu = choice.Settings.IsPerCpu };
        ChildSa made = new(
            settings, choice.Grant.ToSpec(sa.Sa, keys.Secrets, keys.Nonces, isInitiator: false, settings), keys.Nonces.Lowest);
        core.Context.Note(
            NoteLevel.Info, $"the gateway {(replaced is null ? "makes" : "rekeys")} Child SA {settings.Name}: {made.Spec.Summary}");

        // Of two for one pair the gateway uses the one that it made last, and may never end the other.
        if (core.Settings.SinglePairs)
            replaced ??= core.Children.Twin(made.Spec);

        // A rekey of ours that is under way settles with its answer which successor stays.
        if (replaced is not null)
        {
            replaced.PeerSuccessor = made;
            if (replaced.State == ChildState.Installed)
                replaced.GiveUp(now);
        }

        // Where another one carries the traffic, the gateway has to show first that our answer has arrived.
        core.Install(made, sendToo: replaced is null && settings.Cpu < 0 && !core.Children.Has(settings), replaced, now);
    }
}
