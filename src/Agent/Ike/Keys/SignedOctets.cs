using Holdfast.Wire;

namespace Holdfast.Ike.Keys;

/// <summary>
/// InitiatorSignedOctets and ResponderSignedOctets (RFC 7296 section 2.15): the signer's IKE_SA_INIT message as sent (no
/// non-ESP marker), the other side's nonce and prf(SK_p, the body of the signer's ID payload).
/// </summary>
public static class SignedOctets
{
    /// <param name="skP">The signer's SK_pi or SK_pr.</param>
    public static byte[] Of(
        PrfId prf, ReadOnlySpan<byte> skP, ReadOnlySpan<byte> signerInit, ReadOnlySpan<byte> otherNonce, IdPayload signerId)
    {
        int before = signerInit.Length + otherNonce.Length;
        byte[] octets = new byte[before + Prf.LengthOf(prf)];
        signerInit.CopyTo(octets);
        otherNonce.CopyTo(octets.AsSpan(signerInit.Length));
        using Prf overId = Prf.Create(prf, skP);
        overId.Append([(byte)signerId.IdType]).Append(signerId.Reserved.Span).Append(signerId.Data.Span)
            .Finish(octets.AsSpan(before));
        return octets;
    }
}
