using Holdfast.Crypto;

namespace Holdfast.Esp;

/// <summary>Key lengths and names of the ESP algorithms.</summary>
public static class EspAlgorithms
{
    /// <summary>With an AEAD the last bytes of KEYMAT: the salt of the nonce (RFC 4106 section 8.1, RFC 7634 section 2).</summary>
    public const int SaltLength = 4;

    /// <summary>Bytes of KEYMAT one direction takes: the encryption key with its salt, then the integrity key.</summary>
    public static int KeyMaterialLength(EspAlgorithm algorithm) =>
        EncryptionKeyLength(algorithm.Encryption)
        + (algorithm.Integrity is { } integrity ? Integrity.KeyLength(integrity) : SaltLength);

    /// <summary>Bytes of the encryption key, which comes first in KEYMAT; without the salt.</summary>
    public static int EncryptionKeyLength(EspEncryption encryption) =>
        encryption is EspEncryption.Aes128Gcm16 or EspEncryption.Aes128Cbc ? 16 : 32;

    /// <summary>The name that configurations and IPsec tools use, e.g. "aes256gcm16" or "aes128-sha256".</summary>
    public static string Name(EspAlgorithm algorithm) =>
        algorithm.Integrity is { } integrity
            ? $"{Name(algorithm.Encryption)}-{Name(integrity)}"
            : Name(algorithm.Encryption);

    private static string Name(EspEncryption encryption) => encryption switch
    {
        EspEncryption.Aes128Gcm16 => "aes128gcm16",
        EspEncryption.Aes256Gcm16 => "aes256gcm16",
        EspEncryption.ChaCha20Poly1305 => "chacha20poly1305",
        EspEncryption.Aes128Cbc => "aes128",
        EspEncryption.Aes256Cbc => "aes256",
        _ => throw new ArgumentOutOfRangeException(nameof(encryption)),
    };

    private static string Name(IntegrityAlgorithm integrity) => integrity switch
    {
        IntegrityAlgorithm.HmacSha1_96 => "sha1",
        IntegrityAlgorithm.HmacSha256_128 => "sha256",
        IntegrityAlgorithm.HmacSha384_192 => "sha384",
        IntegrityAlgorithm.HmacSha512_256 => "sha512",
        _ => throw new ArgumentOutOfRangeException(nameof(integrity)),
    };
}
