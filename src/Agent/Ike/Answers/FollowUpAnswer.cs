using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Answers;

/// <summary>IKE_FOLLOWUP_KE of the gateway (RFC 9370 section 2.2.4): one more key exchange of what its CREATE_CHILD_SA began.</summary>
public static class FollowUpAnswer
{
    /// <summary>
    /// The answer and, where it completes a rekey of the IKE SA, the new one. A rekey of the IKE SA that can't be completed is to be
    /// begun anew, which STATE_NOT_FOUND says to all gateways.
    /// </summary>
    public static (IReadOnlyList<Payload> Payloads, SaWorker? Made) To(SaWorker sa, IReadOnlyList<Payload> request, Instant now)
    {
        NotifyPayload? link = request.Find(NotifyType.AdditionalKeyExchange);
        if (link is null || sa.Unfinished.Find(link.Data.Span) is not { } pending)
            return ([Notifications.Of(NotifyType.StateNotFound)], null);
        if (pending.TryAnswer(request) is not { } value)
        {
            sa.Unfinished.Remove(pending);
            return ([Notifications.Of(NotifyType.InvalidSyntax)], null);
        }

        if (!pending.IsComplete)
            return ([value, pending.LinkNotify], null);
        (NotifyPayload? refusal, SaWorker? made) = sa.Phase == SaPhase.InUse
            ? pending.Make(now)
            : (Notifications.Of(pending.IsIkeSa ? NotifyType.StateNotFound : NotifyType.TemporaryFailure), null);
        sa.Unfinished.Remove(pending);
        return (refusal is null ? [value] : [refusal], made);
    }
}
