using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>HMAC (RFC 2104) under one key, for one message after the other. One thread at a time.</summary>
public sealed class Hmac : IDisposable
{
    private readonly HashAlgorithm _algorithm;
    private readonly MacContext _context;

    private Hmac(HashAlgorithm algorithm, MacContext context)
    {
        _algorithm = algorithm;
        _context = context;
    }

    /// <summary>Of the whole MAC, in bytes.</summary>
    public int Length => Hash.Length(_algorithm);

    /// <summary>The key may have any length, also none.</summary>
    public static Hmac Create(HashAlgorithm algorithm, ReadOnlySpan<byte> key) =>
        new(algorithm, MacContext.CreateHmac(Hash.OpenSslName(algorithm), key));

    public void Append(ReadOnlySpan<byte> data) => _context.Append(data);

    /// <summary>Writes the MAC of what was appended; the next message begins, under the same key.</summary>
    /// <exception cref="ArgumentException">The MAC has not exactly <see cref="Length"/> bytes.</exception>
    public void Finish(Span<byte> mac)
    {
        Hash.RequireLength(_algorithm, mac, nameof(mac));
        _context.Finish(mac);
    }

    public void Dispose() => _context.Dispose();
}
