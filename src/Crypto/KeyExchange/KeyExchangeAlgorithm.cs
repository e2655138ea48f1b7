namespace Holdfast.Crypto;

/// <summary>Curve25519 (RFC 8031), the 256-bit ECP group (RFC 5903), the 2048-bit MODP group (RFC 3526).</summary>
public enum KeyExchangeAlgorithm
{
    X25519,
    P256,
    Modp2048,
}
