using Holdfast.Crypto;

namespace Holdfast.Esp;

/// <summary>The ESP ciphers of the userspace data path; all with an 8-byte explicit IV and a 16-byte ICV.</summary>
public enum EspAlgorithm
{
    /// <summary>RFC 4106.</summary>
    Aes128Gcm16,

    /// <summary>RFC 4106.</summary>
    Aes256Gcm16,

    /// <summary>RFC 7634.</summary>
    ChaCha20Poly1305,
}

public static class EspAlgorithms
{
    /// <summary>The last bytes of KEYMAT: the salt of the nonce (RFC 4106 section 8.1, RFC 7634 section 2).</summary>
    public const int SaltLength = 4;

    /// <summary>Bytes of KEYMAT one direction takes: the key, then the salt.</summary>
    public static int KeyMaterialLength(EspAlgorithm algorithm) => Aead.KeyLength(Primitive(algorithm)) + SaltLength;

    public static AeadAlgorithm Primitive(EspAlgorithm algorithm) => algorithm switch
    {
        EspAlgorithm.Aes128Gcm16 => AeadAlgorithm.Aes128Gcm,
        EspAlgorithm.Aes256Gcm16 => AeadAlgorithm.Aes256Gcm,
        EspAlgorithm.ChaCha20Poly1305 => AeadAlgorithm.ChaCha20Poly1305,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>The name that configurations and IPsec tools use.</summary>
    public static string Name(EspAlgorithm algorithm) => algorithm switch
    {
        EspAlgorithm.Aes128Gcm16 => "aes128gcm16",
        EspAlgorithm.Aes256Gcm16 => "aes256gcm16",
        EspAlgorithm.ChaCha20Poly1305 => "chacha20poly1305",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };
}
