using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>A digest of what comes in pieces, such as a file that is not to be in memory whole. One thread at a time.</summary>
public sealed class RunningHash : IDisposable
{
    private readonly HashAlgorithm _algorithm;
    private readonly DigestContext _context;

    private RunningHash(HashAlgorithm algorithm, DigestContext context) => (_algorithm, _context) = (algorithm, context);

    public static RunningHash Create(HashAlgorithm algorithm) => new(algorithm, DigestContext.Create(Hash.OpenSslName(algorithm)));

    public void Append(ReadOnlySpan<byte> data) => _context.Append(data);

    /// <summary>Once, when all was appended.</summary>
    /// <exception cref="ArgumentException">The digest has not exactly the algorithm's length.</exception>
    public void Finish(Span<byte> digest)
    {
        Hash.RequireLength(_algorithm, digest, nameof(digest));
        _context.Finish(digest);
    }

    public void Dispose() => _context.Dispose();
}
