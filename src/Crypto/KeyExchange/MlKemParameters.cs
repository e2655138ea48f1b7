namespace Holdfast.Crypto;

/// <summary>A parameter set of ML-KEM (FIPS 203 section 8), with its sizes in bytes.</summary>
/// <param name="Name">OpenSSL's name of the kind of key.</param>
/// <param name="PublicValueLength">Of an encapsulation key.</param>
internal sealed record MlKemParameters(
    KeyExchangeAlgorithm Algorithm, string Name, int PublicValueLength, int CiphertextLength)
{
    internal const int SharedSecretLength = 32;

    internal static readonly MlKemParameters MlKem768 = new(KeyExchangeAlgorithm.MlKem768, "ML-KEM-768", 1184, 1088);
    internal static readonly MlKemParameters MlKem1024 = new(KeyExchangeAlgorithm.MlKem1024, "ML-KEM-1024", 1568, 1568);

    /// <summary>Null: not ML-KEM.</summary>
    internal static MlKemParameters? TryOf(KeyExchangeAlgorithm algorithm) => algorithm switch
    {
        KeyExchangeAlgorithm.MlKem768 => MlKem768,
        KeyExchangeAlgorithm.MlKem1024 => MlKem1024,
        _ => null,
    };
}
