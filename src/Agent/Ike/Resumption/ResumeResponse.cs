using System.Diagnostics.CodeAnalysis;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Resumption;

/// <summary>A full response to IKE_SESSION_RESUME; the gateway's, or a forger's.</summary>
/// <param name="Transcript">Both messages and nonces, for AUTH.</param>
public sealed record ResumeResponse(InitTranscript Transcript, ulong Spi, NatStatus Nat, bool TraversesNat, bool Fragmentation)
{
    /// <summary>
    /// How the ends see each other has to be in it, where ESP can only travel in UDP. A gateway that leaves it out (libreswan up to 5.4)
    /// sends ESP in IP, which will do where the session before found no NAT on this very way.
    /// </summary>
    public static bool TryRead(
        SessionContext context, ResumptionTicket ticket, ResumeRequest request, ulong spi, ReadOnlySpan<byte> message, IReadOnlyList<Payload> payloads,
        [NotNullWhen(true)] out ResumeResponse? response, [NotNullWhen(false)] out IkeFault? fault)
    {
        (response, fault) = (null, null);
        byte[] nonce = payloads.OfType<NoncePayload>().Single().Data.ToArray();
        bool traversesNat = NatDetection.TryRead(payloads, request.Spi, spi, context.Path, out NatStatus nat);
        if (nonce.AsSpan().SequenceEqual(request.Nonce))
            fault = IkeFault.Violation("the gateway's nonce is our own");
        else if (!traversesNat && context.Settings.ForceEncapsulation)
            fault = TryGoBare(context, ticket, out nat);
        if (fault is null)
        {
            response = new ResumeResponse(
                new InitTranscript(request.Message, message.ToArray(), request.Nonce, nonce), spi, nat, traversesNat,
                payloads.Has(NotifyType.Ikev2FragmentationSupported));
        }

        return fault is null;
    }

    /// <summary>
    /// AUTH covers the message and nothing else, without nonce and identity (libreswan up to 5.4, which leaves out NAT detection too). The key is
    /// made of both nonces, and the identities have to be the ticket's.
    /// </summary>
    public bool SignsMessageAlone => !TraversesNat;

    public bool IsSameAs(ResumeResponse other) => Transcript.Response.Span.SequenceEqual(other.Transcript.Response.Span);

    /// <summary>On another way than the ticket's there may be a NAT: its successors are of use all the same.</summary>
    private static IkeFault? TryGoBare(SessionContext context, ResumptionTicket ticket, out NatStatus nat)
    {
        nat = new NatStatus(false, false) { IsBareEsp = true };
        return !context.Settings.BareEsp || ticket.Direct is null ? NotifyFaults.NoNatInResumption
            : ticket.IsDirect(context.Path) ? null
            : NotifyFaults.OtherWay;
    }
}
