using System.Security.Cryptography;

namespace Holdfast.Crypto;

/// <summary>
/// Computes and verifies the integrity check value (ICV) of one message after the other, under one key and without
/// allocation. One thread at a time.
/// </summary>
public sealed class Integrity : IDisposable
{
    private const int LongestMac = 64;

    private readonly Hmac _hmac;
    private readonly int _icvLength;

    private Integrity(Hmac hmac, int icvLength) => (_hmac, _icvLength) = (hmac, icvLength);

    /// <summary>Of the key, in bytes: as long as the hash (RFC 2404 section 3, RFC 4868 section 2.1.1).</summary>
    public static int KeyLength(IntegrityAlgorithm algorithm) => Hash.Length(HashOf(algorithm));

    /// <summary>Of the ICV, in bytes.</summary>
    public static int IcvLength(IntegrityAlgorithm algorithm) => algorithm switch
    {
        IntegrityAlgorithm.HmacSha1_96 => 12,
        IntegrityAlgorithm.HmacSha256_128 => 16,
        IntegrityAlgorithm.HmacSha384_192 => 24,
        IntegrityAlgorithm.HmacSha512_256 => 32,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <exception cref="ArgumentException">The key has not the algorithm's length.</exception>
    public static Integrity Create(IntegrityAlgorithm algorithm, ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength(algorithm))
            throw new ArgumentException($"must be {KeyLength(algorithm)} bytes long, not {key.Length}", nameof(key));
        return new Integrity(Hmac.Create(HashOf(algorithm), key), IcvLength(algorithm));
    }

    public void Append(ReadOnlySpan<byte> data) => _hmac.Append(data);

    /// <summary>Writes the ICV of what was appended; the next message begins.</summary>
    /// <exception cref="ArgumentException">The destination has not exactly the ICV's length.</exception>
    public void Finish(Span<byte> icv)
    {
        if (icv.Length != _icvLength)
            throw new ArgumentException($"must be {_icvLength} bytes long, not {icv.Length}", nameof(icv));
        Span<byte> mac = stackalloc byte[LongestMac];
        mac = mac[.._hmac.Length];
        _hmac.Finish(mac);
        mac[.._icvLength].CopyTo(icv);
    }

    /// <summary>Whether this is the ICV of what was appended, compared in constant time; the next message begins.</summary>
    public bool Verify(ReadOnlySpan<byte> icv)
    {
        Span<byte> expected = stackalloc byte[LongestMac];
        expected = expected[.._icvLength];
        Finish(expected);
        return CryptographicOperations.FixedTimeEquals(expected, icv); // false too where the lengths differ
    }

    public void Dispose() => _hmac.Dispose();

    private static HashAlgorithm HashOf(IntegrityAlgorithm algorithm) => algorithm switch
    {
        IntegrityAlgorithm.HmacSha1_96 => HashAlgorithm.Sha1,
        IntegrityAlgorithm.HmacSha256_128 => HashAlgorithm.Sha256,
        IntegrityAlgorithm.HmacSha384_192 => HashAlgorithm.Sha384,
        IntegrityAlgorithm.HmacSha512_256 => HashAlgorithm.Sha512,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };
}
