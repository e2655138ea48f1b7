namespace Holdfast.Crypto;

/// <summary>HMAC cut short, as IKE and ESP use it (RFC 2404, RFC 4868). The last number is that of the bits kept.</summary>
public enum IntegrityAlgorithm
{
    /// <summary>Weak by its hash; only for a peer that knows nothing better.</summary>
    HmacSha1_96,
    HmacSha256_128,
    HmacSha384_192,
    HmacSha512_256,
}
