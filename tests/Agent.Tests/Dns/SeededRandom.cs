using Holdfast.Crypto;

namespace Holdfast.Tests.Dns;

/// <summary>The same octets in every run.</summary>
internal sealed class SeededRandom(int seed) : IRandom
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> destination) => _random.NextBytes(destination);
}
