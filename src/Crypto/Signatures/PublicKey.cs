using System.Diagnostics.CodeAnalysis;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>A public key that verifies signatures. Safe from every thread.</summary>
public sealed class PublicKey : IDisposable
{
    /// <summary>A SubjectPublicKeyInfo up to the key (RFC 8410 section 4).</summary>
    private static readonly byte[] Ed25519Prefix = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

    private readonly SignatureKey _key;

    private PublicKey(SignatureKey key, KeyKind kind) => (_key, Kind) = (key, kind);

    public KeyKind Kind { get; }

    /// <summary>Of the modulus or of the field.</summary>
    public int Bits => _key.Bits;

    /// <summary>From a SubjectPublicKeyInfo in DER (RFC 5280 4.1.2.7). False with a reason, as the end of a sentence,
    /// if the bytes are no key, or one too weak, too big, or of another kind.</summary>
    public static bool TryImport(
        ReadOnlySpan<byte> subjectPublicKeyInfo,
        [NotNullWhen(true)] out PublicKey? key,
        [NotNullWhen(false)] out string? reason)
    {
        key = null;
        reason = "a key that cannot be read, or of a kind that is not supported";
        SignatureKey? imported = SignatureKey.TryImportPublic(subjectPublicKeyInfo);
        if (imported is null)
            return false;
        if (KeyRules.Judge(imported, out string refusal) is { } kind)
        {
            key = new PublicKey(imported, kind);
            reason = null;
            return true;
        }
        imported.Dispose();
        reason = refusal;
        return false;
    }

    /// <summary>From the 32 bytes of RFC 8032 themselves. False: they are no key.</summary>
    public static bool TryImportEd25519(ReadOnlySpan<byte> key, [NotNullWhen(true)] out PublicKey? imported) =>
        TryImport([.. Ed25519Prefix, .. key], out imported, out _);

    /// <summary>Whether this signature over the data is right. Bytes of any kind and length may come; a signature by an
    /// algorithm that the key is not for is wrong.</summary>
    public bool Verify(
        SignatureAlgorithm algorithm,
        ReadOnlySpan<byte> data,
        ReadOnlySpan<byte> signature,
        EcdsaFormat format = EcdsaFormat.Der)
    {
        SignatureScheme scheme = SignatureAlgorithms.Scheme(algorithm);
        if (!scheme.Fits(Kind) || signature.IsEmpty)
            return false;
        if (scheme.Family != SignatureFamily.Ecdsa || format == EcdsaFormat.Der)
            return _key.Verify(scheme, data, signature);
        return EcdsaEncoding.TryToDer(signature, KeyRules.FieldLength(Kind), out byte[] der)
            && _key.Verify(scheme, data, der);
    }

    /// <summary>As a SubjectPublicKeyInfo in DER.</summary>
    public byte[] Export() => _key.ExportPublic();

    public void Dispose() => _key.Dispose();
}
