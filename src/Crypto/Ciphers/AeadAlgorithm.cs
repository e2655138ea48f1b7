namespace Holdfast.Crypto;

/// <summary>The AEADs with a 12-byte nonce and a 16-byte tag: AES-GCM (NIST SP 800-38D), ChaCha20-Poly1305 (RFC 8439).</summary>
public enum AeadAlgorithm
{
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
}
