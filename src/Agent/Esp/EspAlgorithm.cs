using Holdfast.Crypto;

namespace Holdfast.Esp;

/// <summary>
/// How a Child SA protects its packets: an AEAD, or AES-CBC together with an integrity algorithm. Only combinations that
/// make sense can be had; the default value is AES-128-GCM.
/// </summary>
public readonly record struct EspAlgorithm
{
    /// <summary>RFC 4106.</summary>
    public static readonly EspAlgorithm Aes128Gcm16 = new(EspEncryption.Aes128Gcm16, null);

    /// <summary>RFC 4106.</summary>
    public static readonly EspAlgorithm Aes256Gcm16 = new(EspEncryption.Aes256Gcm16, null);

    /// <summary>RFC 7634.</summary>
    public static readonly EspAlgorithm ChaCha20Poly1305 = new(EspEncryption.ChaCha20Poly1305, null);

    private EspAlgorithm(EspEncryption encryption, IntegrityAlgorithm? integrity) =>
        (Encryption, Integrity) = (encryption, integrity);

    public EspEncryption Encryption { get; }

    /// <summary>Null exactly when the cipher is an AEAD.</summary>
    public IntegrityAlgorithm? Integrity { get; }

    /// <summary>AES-CBC with a key of 128 bits (RFC 3602), and HMAC (RFC 2404, RFC 4868).</summary>
    public static EspAlgorithm Aes128Cbc(IntegrityAlgorithm integrity) => new(EspEncryption.Aes128Cbc, integrity);

    /// <summary>AES-CBC with a key of 256 bits (RFC 3602), and HMAC (RFC 2404, RFC 4868).</summary>
    public static EspAlgorithm Aes256Cbc(IntegrityAlgorithm integrity) => new(EspEncryption.Aes256Cbc, integrity);

    public override string ToString() => EspAlgorithms.Name(this);
}

/// <summary>The ESP ciphers of the userspace data path.</summary>
public enum EspEncryption
{
    Aes128Gcm16,
    Aes256Gcm16,
    ChaCha20Poly1305,
    Aes128Cbc,
    Aes256Cbc,
}
