using Holdfast.Wire;

namespace Holdfast.Ike.Keys;

/// <summary>
/// InitiatorSignedOctets and ResponderSignedOctets (RFC 7296 section 2.15): the signer's IKE_SA_INIT message as sent (no
/// non-ESP marker), the other side's nonce, prf(SK_p, the body of the signer's ID payload) and, where there were IKE_INTERMEDIATE
/// exchanges, IntAuth (RFC 9242 section 3.3.2).
/// </summary>
public static class SignedOctets
{
    /// <param name="skP">The signer's SK_pi or SK_pr.</param>
    public static byte[] Of(
        PrfId prf, ReadOnlySpan<byte> skP, ReadOnlySpan<byte> signerInit, ReadOnlySpan<byte> otherNonce, IdPayload signerId,
        ReadOnlySpan<byte> intAuth = default)
    {
        int before = signerInit.Length + otherNonce.Length;
        int length = Prf.LengthOf(prf);
        byte[] octets = new byte[before + length + intAuth.Length];
        signerInit.CopyTo(octets);
        otherNonce.CopyTo(octets.AsSpan(signerInit.Length));
        using Prf overId = Prf.Create(prf, skP);
        overId.Append([(byte)signerId.IdType]).Append(signerId.Reserved.Span).Append(signerId.Data.Span)
            .Finish(octets.AsSpan(before, length));
        intAuth.CopyTo(octets.AsSpan(before + length));
        return octets;
    }
}
