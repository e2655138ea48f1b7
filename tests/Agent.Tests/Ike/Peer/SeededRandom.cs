using Holdfast.Crypto;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>The same bytes for the same seed.</summary>
public sealed class SeededRandom(int seed) : IRandom
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> destination) => _random.NextBytes(destination);
}
