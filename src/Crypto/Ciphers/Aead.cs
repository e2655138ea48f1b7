using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Authenticated encryption under one key, in place and without allocation. One thread at a time.</summary>
/// <remarks>A nonce must never be used twice under one key to seal.</remarks>
public sealed class Aead : IDisposable
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    private readonly IAeadContext _context;

    private Aead(IAeadContext context) => _context = context;

    /// <summary>In bytes: 16 or 32.</summary>
    public static int KeyLength(AeadAlgorithm algorithm) => algorithm == AeadAlgorithm.Aes128Gcm ? 16 : 32;

    /// <exception cref="ArgumentException">The key has not the algorithm's length.</exception>
    public static Aead Create(AeadAlgorithm algorithm, ReadOnlySpan<byte> key)
    {
        string name = OpenSslName(algorithm);
        RequireLength(key, KeyLength(algorithm), nameof(key));
        return new Aead(algorithm == AeadAlgorithm.ChaCha20Poly1305 ? new ChaChaPoly(key) : EvpAead.Create(name, key));
    }

    /// <summary>Encrypts the data in place and writes its tag. Data and associated data may be empty.</summary>
    /// <exception cref="ArgumentException">The nonce or the tag has a wrong length.</exception>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, Span<byte> tag)
    {
        RequireLength(nonce, NonceLength, nameof(nonce));
        RequireLength(tag, TagLength, nameof(tag));
        _context.Seal(nonce, associatedData, data, tag);
    }

    /// <summary>Decrypts the data in place. With a wrong tag the answer is false and the data is zero.</summary>
    /// <exception cref="ArgumentException">The nonce or the tag has a wrong length.</exception>
    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        RequireLength(nonce, NonceLength, nameof(nonce));
        RequireLength(tag, TagLength, nameof(tag));
        bool authentic = _context.TryOpen(nonce, associatedData, data, tag);
        if (!authentic)
            CryptographicOperations.ZeroMemory(data);
        return authentic;
    }

    public void Dispose() => _context.Dispose();

    private static string OpenSslName(AeadAlgorithm algorithm) => algorithm switch
    {
        AeadAlgorithm.Aes128Gcm => "AES-128-GCM",
        AeadAlgorithm.Aes256Gcm => "AES-256-GCM",
        AeadAlgorithm.ChaCha20Poly1305 => "ChaCha20-Poly1305",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    private static void RequireLength(ReadOnlySpan<byte> bytes, int length, string name)
    {
        if (bytes.Length != length)
            Refuse(bytes.Length, length, name);
    }

    // Apart, so that the check itself is no call.
    [DoesNotReturn]
    private static void Refuse(int given, int length, string name) =>
        throw new ArgumentException($"must be {length} bytes long, not {given}", name);
}
