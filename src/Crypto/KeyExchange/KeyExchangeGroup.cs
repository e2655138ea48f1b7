namespace Holdfast.Crypto;

/// <summary>What differs between the groups that OpenSSL computes.</summary>
/// <param name="Algorithm">The group.</param>
/// <param name="KeyType">OpenSSL's name for the kind of key.</param>
/// <param name="Name">OpenSSL's name of the group.</param>
/// <param name="PublicValueLength">Of the value in a KE payload, in bytes.</param>
/// <param name="SharedSecretLength">In bytes; of a curve the x coordinate alone.</param>
internal sealed record KeyExchangeGroup(
    KeyExchangeAlgorithm Algorithm, string KeyType, string Name, int PublicValueLength, int SharedSecretLength)
{
    internal static readonly KeyExchangeGroup P256 = Ecp(KeyExchangeAlgorithm.P256, "P-256", 32);
    internal static readonly KeyExchangeGroup P384 = Ecp(KeyExchangeAlgorithm.P384, "P-384", 48);
    internal static readonly KeyExchangeGroup P521 = Ecp(KeyExchangeAlgorithm.P521, "P-521", 66);
    internal static readonly KeyExchangeGroup Modp1536 = Modp(KeyExchangeAlgorithm.Modp1536, 1536);
    internal static readonly KeyExchangeGroup Modp2048 = Modp(KeyExchangeAlgorithm.Modp2048, 2048);
    internal static readonly KeyExchangeGroup Modp3072 = Modp(KeyExchangeAlgorithm.Modp3072, 3072);
    internal static readonly KeyExchangeGroup Modp4096 = Modp(KeyExchangeAlgorithm.Modp4096, 4096);

    /// <summary>OpenSSL puts SEC 1's prefix for "uncompressed" before a point; IKE leaves it out.</summary>
    internal byte[] PointPrefix { get; } = KeyType == CurveType ? [4] : [];

    /// <summary>Numbers vary in length and are padded on the left; OpenSSL pads coordinates by itself.</summary>
    internal bool IsPadded => KeyType == NumberType;

    private const string CurveType = "EC";
    private const string NumberType = "DH";

    /// <summary>All but X25519, which NSec computes.</summary>
    internal static KeyExchangeGroup Of(KeyExchangeAlgorithm algorithm) => algorithm switch
    {
        KeyExchangeAlgorithm.P256 => P256,
        KeyExchangeAlgorithm.P384 => P384,
        KeyExchangeAlgorithm.P521 => P521,
        KeyExchangeAlgorithm.Modp1536 => Modp1536,
        KeyExchangeAlgorithm.Modp2048 => Modp2048,
        KeyExchangeAlgorithm.Modp3072 => Modp3072,
        KeyExchangeAlgorithm.Modp4096 => Modp4096,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    private static KeyExchangeGroup Ecp(KeyExchangeAlgorithm algorithm, string name, int coordinateLength) =>
        new(algorithm, CurveType, name, 2 * coordinateLength, coordinateLength);

    // OpenSSL's private exponents have twice the strength of the group, as RFC 3526 section 8 wants it: 200 bits for
    // 1536, 225 for 2048, 275 for 3072, 325 for 4096.
    private static KeyExchangeGroup Modp(KeyExchangeAlgorithm algorithm, int bits) =>
        new(algorithm, NumberType, $"modp_{bits}", bits / 8, bits / 8);
}
