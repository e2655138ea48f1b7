using Holdfast.Crypto;
using Holdfast.Ike.Negotiation;

namespace Holdfast.Ike.Keys;

/// <summary>The keys of an IKE SA that a ticket made (RFC 5723 section 5.1).</summary>
public static class ResumedKeys
{
    /// <summary>SKEYSEED = prf(SK_d (old), "Resumption" | Ni | Nr); the rest as for a first one.</summary>
    public static IkeKeys Derive(IkeSuite suite, ReadOnlySpan<byte> oldD, ExchangeNonces nonces, ReadOnlySpan<byte> spis)
    {
        using SecretBytes seed = new(Prf.LengthOf(suite.Prf));
        using (Prf extract = Prf.Create(suite.Prf, oldD))
            extract.Append("Resumption"u8).Append(nonces.Initiator).Append(nonces.Responder).Finish(seed.Span);
        return IkeKeys.Expand(suite, seed.Span, [.. nonces.Initiator, .. nonces.Responder, .. spis]);
    }
}
