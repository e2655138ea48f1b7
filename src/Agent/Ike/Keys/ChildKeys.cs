using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Keys;

/// <summary>
/// KEYMAT of a Child SA (RFC 7296 section 2.17): prf+(SK_d, Ni | Nr), the initiator's direction first.
/// </summary>
public static class ChildKeys
{
    /// <summary>Derives both keys, <paramref name="keyLength"/> bytes each; the caller owns them.</summary>
    public static (SecretBytes FromInitiator, SecretBytes FromResponder) Derive(
        PrfId prf, ReadOnlySpan<byte> skD, ReadOnlySpan<byte> nonceI, ReadOnlySpan<byte> nonceR, int keyLength)
    {
        using SecretBytes material = new(2 * keyLength);
        using (Prf expand = Prf.Create(prf, skD))
            expand.Expand([.. nonceI, .. nonceR], material.Span);
        return (SecretBytes.CopyOf(material.Span[..keyLength]), SecretBytes.CopyOf(material.Span[keyLength..]));
    }
}
