namespace Holdfast.Crypto;

/// <summary>The keys that may prove an identity.</summary>
public enum KeyKind
{
    Rsa,

    /// <summary>Its certificate restricts the key to RSASSA-PSS (RFC 4055).</summary>
    RsaPss,
    P256,
    P384,
    P521,
    Ed25519,
}
