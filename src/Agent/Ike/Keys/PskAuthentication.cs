using System.Security.Cryptography;
using Holdfast.Wire;

namespace Holdfast.Ike.Keys;

/// <summary>
/// AUTH by a shared key (RFC 7296 section 2.15):
/// prf(prf(secret, "Key Pad for IKEv2"), message | nonce of the other side | prf(SK_p, ID payload body)).
/// </summary>
public static class PskAuthentication
{
    /// <summary>
    /// Computes AUTH over the signer's IKE_SA_INIT message as sent (no non-ESP marker), the other side's nonce and the
    /// signer's ID; <paramref name="skP"/> is the signer's SK_pi or SK_pr.
    /// </summary>
    public static byte[] Compute(
        PrfId prf, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> skP,
        ReadOnlySpan<byte> signerInit, ReadOnlySpan<byte> otherNonce, IdPayload signerId)
    {
        int length = Prf.LengthOf(prf);
        byte[] idHash = new byte[length];
        using (Prf overId = Prf.Create(prf, skP))
            overId.Append([(byte)signerId.IdType]).Append(signerId.Reserved.Span).Append(signerId.Data.Span).Finish(idHash);

        using Crypto.SecretBytes padded = new(length);
        using (Prf pad = Prf.Create(prf, secret))
            pad.Append("Key Pad for IKEv2"u8).Finish(padded.Span);

        byte[] auth = new byte[length];
        using Prf sign = Prf.Create(prf, padded.Span);
        sign.Append(signerInit).Append(otherNonce).Append(idHash).Finish(auth);
        return auth;
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Verify(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> received) =>
        CryptographicOperations.FixedTimeEquals(expected, received);
}
