using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Keys;

/// <summary>
/// KEYMAT of a Child SA (RFC 7296 section 2.17, RFC 9370 section 2.2.4): prf+(SK_d, [g^ir |] Ni | Nr [| SK(1) ...]), the
/// direction of the exchange's initiator first.
/// </summary>
public static class ChildKeys
{
    /// <summary>
    /// Derives both keys, <paramref name="keyLength"/> bytes each; the caller owns them. <paramref name="shared"/> is g^ir,
    /// empty without a key exchange of its own.
    /// </summary>
    public static (SecretBytes FromInitiator, SecretBytes FromResponder) Derive(
        PrfId prf, ReadOnlySpan<byte> skD, ReadOnlySpan<byte> shared, ExchangeNonces nonces, int keyLength,
        ReadOnlySpan<byte> additional = default)
    {
        using SecretBytes material = new(2 * keyLength);
        using SecretBytes seed = new(shared.Length + nonces.Initiator.Length + nonces.Responder.Length + additional.Length);
        shared.CopyTo(seed.Span);
        nonces.Initiator.CopyTo(seed.Span[shared.Length..]);
        nonces.Responder.CopyTo(seed.Span[(shared.Length + nonces.Initiator.Length)..]);
        additional.CopyTo(seed.Span[^additional.Length..]);
        using (Prf expand = Prf.Create(prf, skD))
            expand.Expand(seed.Span, material.Span);
        return (SecretBytes.CopyOf(material.Span[..keyLength]), SecretBytes.CopyOf(material.Span[keyLength..]));
    }
}

/// <summary>Ni and Nr of one exchange.</summary>
public sealed record ExchangeNonces(byte[] Initiator, byte[] Responder)
{
    /// <summary>The nonce that decides collisions: the lower one, byte by byte (RFC 7296 section 2.8.1).</summary>
    public byte[] Lowest => Initiator.AsSpan().SequenceCompareTo(Responder) < 0 ? Initiator : Responder;
}
