using System.Diagnostics.CodeAnalysis;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Resumption;

/// <summary>A full response to IKE_SESSION_RESUME; the gateway's, or a forger's.</summary>
/// <param name="Transcript">Both messages and nonces, for AUTH.</param>
public sealed record ResumeResponse(InitTranscript Transcript, ulong Spi, NatStatus Nat, bool TraversesNat, bool Fragmentation)
{
    /// <summary>
    /// How the ends see each other has to be in it, where ESP can only travel in UDP: a gateway that leaves it out (libreswan up to 5.4)
    /// would send what comes as bare ESP.
    /// </summary>
    public static bool TryRead(
        SessionContext context, ResumeRequest request, ulong spi, ReadOnlySpan<byte> message, IReadOnlyList<Payload> payloads,
        [NotNullWhen(true)] out ResumeResponse? response, [NotNullWhen(false)] out IkeFault? fault)
    {
        (response, fault) = (null, null);
        byte[] nonce = payloads.OfType<NoncePayload>().Single().Data.ToArray();
        bool traversesNat = NatDetection.TryRead(payloads, request.Spi, spi, context.Path, out NatStatus nat);
        if (nonce.AsSpan().SequenceEqual(request.Nonce))
            fault = IkeFault.Violation("the gateway's nonce is our own");
        else if (!traversesNat && context.Settings.ForceEncapsulation)
            fault = NotifyFaults.NoNatInResumption;
        else
            response = new ResumeResponse(
                new InitTranscript(request.Message, message.ToArray(), request.Nonce, nonce), spi, nat, traversesNat,
                payloads.Has(NotifyType.Ikev2FragmentationSupported));
        return fault is null;
    }

    public bool IsSameAs(ResumeResponse other) => Transcript.Response.Span.SequenceEqual(other.Transcript.Response.Span);
}
