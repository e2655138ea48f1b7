using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>A digest in one step.</summary>
public static class Hash
{
    /// <summary>In bytes.</summary>
    public static int Length(HashAlgorithm algorithm) => algorithm switch
    {
        HashAlgorithm.Sha1 => 20,
        HashAlgorithm.Sha256 => 32,
        HashAlgorithm.Sha384 => 48,
        HashAlgorithm.Sha512 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <exception cref="ArgumentException">The digest has not exactly the algorithm's length.</exception>
    public static void Compute(HashAlgorithm algorithm, ReadOnlySpan<byte> data, Span<byte> digest)
    {
        RequireLength(algorithm, digest, nameof(digest));
        OpenSsl.Check(LibCrypto.EVP_Q_digest(0, OpenSslName(algorithm), 0, data, (nuint)data.Length, digest, out _));
    }

    internal static void RequireLength(HashAlgorithm algorithm, Span<byte> digest, string name)
    {
        if (digest.Length != Length(algorithm))
            throw new ArgumentException($"must be {Length(algorithm)} bytes long, not {digest.Length}", name);
    }

    internal static string OpenSslName(HashAlgorithm algorithm) => algorithm switch
    {
        HashAlgorithm.Sha1 => "SHA1",
        HashAlgorithm.Sha256 => "SHA256",
        HashAlgorithm.Sha384 => "SHA384",
        HashAlgorithm.Sha512 => "SHA512",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };
}
