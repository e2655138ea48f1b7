using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Answers;

/// <summary>The gateway rekeys the IKE SA (RFC 7296 sections 1.3.2, 2.18 and 2.25.2); it is the initiator of the new one.</summary>
public static class RekeyIkeAnswer
{
    /// <summary>The answer and, where it is not a refusal, what becomes of the new IKE SA once it is sent.</summary>
    public static (IReadOnlyList<Payload> Payloads, SaWorker? Made) To(
        SessionCore core, SaWorker sa, IReadOnlyList<Payload> request, Instant now)
    {
        bool isBusy = sa.Phase != SaPhase.InUse || sa.PeerSuccessor is not null || sa.Active is { ConcernsChild: true };
        if (isBusy)
            return ([Notifications.Of(NotifyType.TemporaryFailure)], null);
        KeyExchangeMethod? sent = request.OfType<KePayload>().SingleOrDefault()?.Method;
        SaPayload offer = request.OfType<SaPayload>().Single();
        if (!ProposalChoice.TryMake(core.Settings.IkeProposals, offer, 8, sent, out ProposalChoice? choice)
            || !IkeSuite.TryFrom(choice.Chosen, out IkeSuite suite, out _)
            || choice.Group == KeyExchangeMethod.None)
            return ([Notifications.Of(NotifyType.NoProposalChosen)], null);
        if (choice.Group != sent)
            return ([Notifications.InvalidKe(choice.Group)], null);

        bool isSpi = SpiOctets.TryRead(choice.Chosen.Spi.Span, out ulong peerSpi) && peerSpi != 0;
        if (suite.Additional.Count > 0 && sa.IsRekeying)
            return ([Notifications.Of(NotifyType.TemporaryFailure)], null);
        ResponderKeys? keys = !isSpi ? null : ResponderKeys.TryMake(core.Context, request, choice.Group);
        if (keys is null)
            return ([Notifications.Of(NotifyType.InvalidSyntax)], null);
        ulong spi = core.Context.RandomIkeSpi();
        SaWorker Make(ResponderKeys all, Instant at) => core.Employ(
            sa.Sa.Succeed(peerSpi, spi, isInitiator: false, suite, all.Secrets, all.Nonces), all.Nonces.Lowest, at);
        List<Payload> answer = [choice.Answer(SpiOctets.From(spi)), .. keys.Payloads];
        if (suite.Additional.Count > 0)
        {
            PendingAnswer pending = new(
                core.Context, keys, suite.Additional, replaced: null, isIkeSa: true,
                (all, at) => sa.IsRekeying || sa.PeerSuccessor is not null || sa.Active is { ConcernsChild: true }
                    ? (Notifications.Of(NotifyType.StateNotFound), null)
                    : (null, Make(all, at)));
            sa.Unfinished.Add(pending, now);
            return ([.. answer, pending.LinkNotify], null);
        }

        using (keys)
            return (answer, Make(keys, now));
    }

    /// <summary>In use at once, unless a rekey of ours is under way, whose answer settles which one stays.</summary>
    public static void Take(SessionCore core, SaWorker sa, SaWorker made, Instant now)
    {
        core.Sas.Add(made);
        if (sa.IsRekeying)
        {
            made.Phase = SaPhase.Candidate;
            sa.PeerSuccessor = made;
        }
        else
        {
            core.Use(made, now);
        }
    }
}
