using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Wire;

namespace Holdfast.Ike.Answers;

/// <summary>What RFC 4555 asks of whoever answers an INFORMATIONAL request of the other side.</summary>
public static class MobikeAnswer
{
    public static IReadOnlyList<Payload> To(SessionCore core, IkeSa sa, IReadOnlyList<Payload> request)
    {
        List<Payload> answer = [];
        if (request.Has(NotifyType.NatDetectionSourceIp) || request.Has(NotifyType.NatDetectionDestinationIp))
            answer.AddRange(NatDetection.Build(sa.InitiatorSpi, sa.ResponderSpi, core.Context.Path, core.Settings.ForceEncapsulation));
        if (request.Find(NotifyType.NoNatsAllowed) is { } allowed && !Fits(allowed, core.Context.Path))
            answer.Add(Notifications.Of(NotifyType.UnexpectedNatDetected));
        else
            InformationalAnswer.ReadAddresses(core, request);
        return answer;
    }

    /// <summary>
    /// NO_NATS_ALLOWED of the gateway names the addresses that we use (section 3.9). The ports are not compared: ours is whichever was
    /// free.
    /// </summary>
    private static bool Fits(NotifyPayload allowed, IkePath path)
    {
        byte[] addresses = [.. path.Remote.ToArray(), .. path.Local.ToArray()];
        return allowed.Data.Length == addresses.Length + 4 && allowed.Data.Span.StartsWith(addresses);
    }
}
