using Holdfast.Crypto;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Keys;

/// <summary>SK_d, SK_ai, SK_ar, SK_ei, SK_er, SK_pi and SK_pr of one IKE SA (RFC 7296 section 2.14), in locked memory.</summary>
public sealed class IkeKeys : IDisposable
{
    private readonly SecretBytes _material;
    private readonly int _prfLength;
    private readonly int _integrityLength;
    private readonly int _encryptionLength;

    private IkeKeys(IkeSuite suite)
    {
        _prfLength = Prf.LengthOf(suite.Prf);
        _integrityLength = suite.IntegrityKeyLength;
        _encryptionLength = suite.EncryptionKeyLength;
        _material = new SecretBytes((3 * _prfLength) + (2 * _integrityLength) + (2 * _encryptionLength));
    }

    public ReadOnlySpan<byte> D => _material.Span[.._prfLength];

    public ReadOnlySpan<byte> Ai => Slice(_prfLength, _integrityLength);

    public ReadOnlySpan<byte> Ar => Slice(_prfLength + _integrityLength, _integrityLength);

    public ReadOnlySpan<byte> Ei => Slice(_prfLength + (2 * _integrityLength), _encryptionLength);

    public ReadOnlySpan<byte> Er => Slice(_prfLength + (2 * _integrityLength) + _encryptionLength, _encryptionLength);

    public ReadOnlySpan<byte> Pi => Slice(_material.Length - (2 * _prfLength), _prfLength);

    public ReadOnlySpan<byte> Pr => Slice(_material.Length - _prfLength, _prfLength);

    /// <summary>
    /// SKEYSEED = prf(Ni | Nr, g^ir), then prf+(SKEYSEED, Ni | Nr | SPIi | SPIr). <paramref name="shared"/> is g^ir.
    /// </summary>
    public static IkeKeys Derive(
        IkeSuite suite, ReadOnlySpan<byte> shared, ReadOnlySpan<byte> nonceI, ReadOnlySpan<byte> nonceR,
        ReadOnlySpan<byte> spiI, ReadOnlySpan<byte> spiR)
    {
        using SecretBytes seed = new(Prf.LengthOf(suite.Prf));
        using (Prf extract = Prf.Create(suite.Prf, [.. nonceI, .. nonceR]))
            extract.Append(shared).Finish(seed.Span);
        return Expand(suite, seed.Span, [.. nonceI, .. nonceR, .. spiI, .. spiR]);
    }

    /// <summary>
    /// For an IKE SA made by a rekey (RFC 7296 section 2.18): SKEYSEED = prf(SK_d (old), g^ir (new) | Ni | Nr
    /// [| SK(1) ...]), with the old IKE SA's PRF; the rest as for a first one, with the new one's. So are the keys of an IKE SA after
    /// an IKE_INTERMEDIATE with a key exchange (RFC 9370 section 2.2.2), with the SPIs and nonces that it has.
    /// </summary>
    public static IkeKeys DeriveRekeyed(
        IkeSuite suite, PrfId oldPrf, ReadOnlySpan<byte> oldD, ReadOnlySpan<byte> shared, ExchangeNonces nonces,
        ReadOnlySpan<byte> spis, ReadOnlySpan<byte> additional = default)
    {
        using SecretBytes seed = new(Prf.LengthOf(oldPrf));
        using (Prf extract = Prf.Create(oldPrf, oldD))
            extract.Append(shared).Append(nonces.Initiator).Append(nonces.Responder).Append(additional).Finish(seed.Span);
        return Expand(suite, seed.Span, [.. nonces.Initiator, .. nonces.Responder, .. spis]);
    }

    /// <summary>SK_d, SK_pi and SK_pr give way to those that a PPK was mixed into (RFC 8784 section 3).</summary>
    public void Adopt(PpkKeys mixed)
    {
        Span<byte> material = _material.Span;
        mixed.D.CopyTo(material);
        mixed.Pi.CopyTo(material[^(2 * _prfLength)..]);
        mixed.Pr.CopyTo(material[^_prfLength..]);
    }

    public void Dispose() => _material.Dispose();

    /// <summary>prf+(SKEYSEED, nonces and SPIs) (RFC 7296 section 2.14).</summary>
    internal static IkeKeys Expand(IkeSuite suite, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> context)
    {
        IkeKeys keys = new(suite);
        using Prf expand = Prf.Create(suite.Prf, seed);
        expand.Expand(context, keys._material.Span);
        return keys;
    }

    private ReadOnlySpan<byte> Slice(int start, int length) => _material.Span.Slice(start, length);
}
