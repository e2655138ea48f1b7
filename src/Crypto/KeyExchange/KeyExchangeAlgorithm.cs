namespace Holdfast.Crypto;

/// <summary>
/// Curve25519 (RFC 8031), the ECP groups of 256, 384 and 521 bits (RFC 5903), MODP groups (RFC 3526), ML-KEM (FIPS 203).
/// </summary>
public enum KeyExchangeAlgorithm
{
    X25519,
    P256,
    P384,
    P521,

    /// <summary>Weak: RFC 8247 section 2.4 has it as SHOULD NOT.</summary>
    Modp1536,
    Modp2048,
    Modp3072,
    Modp4096,
    MlKem768,
    MlKem1024,
}
