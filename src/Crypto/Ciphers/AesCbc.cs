using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>AES in CBC mode (RFC 3602) under one key, in place, without padding. It authenticates nothing: verify a MAC
/// over the ciphertext first. One thread at a time.</summary>
public sealed class AesCbc : IDisposable
{
    public const int BlockLength = 16;

    private readonly CipherContext _encryption;
    private readonly CipherContext _decryption;

    private AesCbc(CipherContext encryption, CipherContext decryption)
    {
        _encryption = encryption;
        _decryption = decryption;
        _encryption.DisablePadding();
        _decryption.DisablePadding();
    }

    /// <exception cref="ArgumentException">The key is neither 16 nor 32 bytes long.</exception>
    public static AesCbc Create(ReadOnlySpan<byte> key)
    {
        string name = key.Length switch
        {
            16 => "AES-128-CBC",
            32 => "AES-256-CBC",
            _ => throw new ArgumentException($"must be 16 or 32 bytes long, not {key.Length}", nameof(key)),
        };
        return new AesCbc(
            CipherContext.Create(name, key, encrypt: true), CipherContext.Create(name, key, encrypt: false));
    }

    /// <exception cref="ArgumentException">The IV is not one block, or the data not whole blocks.</exception>
    public void Encrypt(ReadOnlySpan<byte> iv, Span<byte> data) => Run(_encryption, iv, data, encrypt: true);

    /// <exception cref="ArgumentException">The IV is not one block, or the data not whole blocks.</exception>
    public void Decrypt(ReadOnlySpan<byte> iv, Span<byte> data) => Run(_decryption, iv, data, encrypt: false);

    public void Dispose()
    {
        _encryption.Dispose();
        _decryption.Dispose();
    }

    private static void Run(CipherContext context, ReadOnlySpan<byte> iv, Span<byte> data, bool encrypt)
    {
        if (iv.Length != BlockLength)
            throw new ArgumentException($"must be {BlockLength} bytes long, not {iv.Length}", nameof(iv));
        if (data.Length % BlockLength != 0)
            throw new ArgumentException($"must be whole blocks, not {data.Length} bytes", nameof(data));
        context.Start(iv, encrypt);
        context.Transform(data);
        GC.KeepAlive(context);
    }
}
