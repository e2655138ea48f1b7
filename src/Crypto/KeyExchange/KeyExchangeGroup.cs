namespace Holdfast.Crypto;

/// <summary>What differs between the groups that OpenSSL computes.</summary>
internal sealed record KeyExchangeGroup(
    KeyExchangeAlgorithm Algorithm, string KeyType, string Name, int SharedSecretLength, byte[] PointPrefix)
{
    /// <summary>OpenSSL puts SEC 1's prefix for "uncompressed" before a point; IKE leaves it out.</summary>
    internal static readonly KeyExchangeGroup P256 = new(KeyExchangeAlgorithm.P256, "EC", "P-256", 32, [4]);

    /// <summary>Private exponents have 225 bits, twice the strength of the group (RFC 3526 8).</summary>
    internal static readonly KeyExchangeGroup Modp2048 =
        new(KeyExchangeAlgorithm.Modp2048, "DH", "modp_2048", 256, []);
}
