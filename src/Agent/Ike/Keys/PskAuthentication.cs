using System.Security.Cryptography;
using Holdfast.Wire;

namespace Holdfast.Ike.Keys;

/// <summary>
/// AUTH by a shared key, a secret of both ends or the MSK of an EAP method (RFC 7296 sections 2.15 and 2.16):
/// prf(prf(key, "Key Pad for IKEv2"), signed octets).
/// </summary>
public static class PskAuthentication
{
    /// <summary>As <see cref="Compute(PrfId, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>, of the octets' parts.</summary>
    public static byte[] Compute(
        PrfId prf, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> skP,
        ReadOnlySpan<byte> signerInit, ReadOnlySpan<byte> otherNonce, IdPayload signerId,
        ReadOnlySpan<byte> intAuth = default) =>
        Compute(prf, secret, SignedOctets.Of(prf, skP, signerInit, otherNonce, signerId, intAuth));

    public static byte[] Compute(PrfId prf, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> octets)
    {
        int length = Prf.LengthOf(prf);
        using Crypto.SecretBytes padded = new(length);
        using (Prf pad = Prf.Create(prf, secret))
            pad.Append("Key Pad for IKEv2"u8).Finish(padded.Span);

        byte[] auth = new byte[length];
        using Prf sign = Prf.Create(prf, padded.Span);
        sign.Append(octets).Finish(auth);
        return auth;
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Verify(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> received) =>
        CryptographicOperations.FixedTimeEquals(expected, received);
}
