using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>A private key that signs; its numbers stay in OpenSSL's secure heap. Safe from every thread.</summary>
public sealed class PrivateKey : IDisposable
{
    private PrivateKey(SignatureKey key, KeyKind kind) => (Key, Kind) = (key, kind);

    public KeyKind Kind { get; }

    /// <summary>Of the modulus or of the field.</summary>
    public int Bits => Key.Bits;

    internal SignatureKey Key { get; }

    /// <summary>A fresh key. One of RSA takes from a tenth of a second to several.</summary>
    /// <param name="kind">Any but <see cref="KeyKind.RsaPss"/>.</param>
    /// <param name="modulusBits">Of RSA, 2048 to 8192.</param>
    public static PrivateKey Generate(KeyKind kind, int modulusBits = 3072)
    {
        SignatureKey key = kind switch
        {
            KeyKind.Rsa => SignatureKey.Generate(
                "RSA", context => LibCryptoKeys.EVP_PKEY_CTX_set_rsa_keygen_bits(context, modulusBits)),
            KeyKind.P256 => GenerateOnCurve("P-256"),
            KeyKind.P384 => GenerateOnCurve("P-384"),
            KeyKind.P521 => GenerateOnCurve("P-521"),
            KeyKind.Ed25519 => SignatureKey.Generate("ED25519", _ => 1),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return TryAdopt(key, out string reason) ?? throw new ArgumentException(reason, nameof(modulusBits));
    }

    /// <summary>Takes the key over; null with a reason if it is too weak, too big, or of another kind.</summary>
    internal static PrivateKey? TryAdopt(SignatureKey key, out string reason)
    {
        if (KeyRules.Judge(key, out reason) is { } kind)
            return new PrivateKey(key, kind);
        key.Dispose();
        return null;
    }

    /// <summary>A signature over the data.</summary>
    /// <exception cref="ArgumentException">The key does not sign by that algorithm.</exception>
    public byte[] Sign(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, EcdsaFormat format = EcdsaFormat.Der)
    {
        SignatureScheme scheme = SignatureAlgorithms.Scheme(algorithm);
        if (!scheme.Fits(Kind))
            throw new ArgumentException($"a key of kind {Kind} does not sign with {algorithm}", nameof(algorithm));
        byte[] signature = Key.Sign(scheme, data);
        return scheme.Family == SignatureFamily.Ecdsa && format == EcdsaFormat.Fixed
            ? EcdsaEncoding.ToFixed(signature, KeyRules.FieldLength(Kind))
            : signature;
    }

    /// <summary>Its public half, as a SubjectPublicKeyInfo in DER.</summary>
    public byte[] ExportPublicKey() => Key.ExportPublic();

    /// <summary>PKCS #8 in PEM, not encrypted: what a key file has in it.</summary>
    public SecretBytes ExportPem() => KeyDecoder.ToPem(Key);

    public void Dispose() => Key.Dispose();

    /// <summary>Whether it can sign, and its public half agrees; a file may say anything.</summary>
    internal bool IsConsistent()
    {
        SignatureAlgorithm algorithm = Enum.GetValues<SignatureAlgorithm>()
            .First(one => one != SignatureAlgorithm.RsaPkcs1Sha1 && SignatureAlgorithms.Fits(one, Kind));
        SignatureScheme scheme = SignatureAlgorithms.Scheme(algorithm);
        try
        {
            return Key.Verify(scheme, "holdfast"u8, Key.Sign(scheme, "holdfast"u8));
        }
        catch (CryptoException) // numbers that are no key
        {
            return false;
        }
    }

    private static SignatureKey GenerateOnCurve(string name) =>
        SignatureKey.Generate("EC", context => LibCrypto.EVP_PKEY_CTX_set_group_name(context, name));
}
