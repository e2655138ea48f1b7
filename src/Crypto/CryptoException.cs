namespace Holdfast.Crypto;

/// <summary>A call of the cryptographic library failed that cannot fail because of its input: memory is exhausted, an
/// algorithm is missing from the build, or the random source is broken. Received bytes never lead here.</summary>
public sealed class CryptoException(string message) : Exception(message);
