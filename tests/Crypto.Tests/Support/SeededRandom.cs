using Holdfast.Crypto;

namespace Holdfast.Tests.Crypto;

/// <summary>The same bytes in every run.</summary>
internal sealed class SeededRandom(int seed) : IRandom
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> destination) => _random.NextBytes(destination);

    internal byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    internal int Below(int limit) => _random.Next(limit);
}
