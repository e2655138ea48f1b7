namespace Holdfast.Crypto;

/// <summary>With 12-byte nonces and 16-byte tags: AES-GCM (NIST SP 800-38D), ChaCha20-Poly1305 (RFC 8439).</summary>
public enum AeadAlgorithm
{
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
}
