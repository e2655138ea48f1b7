using Holdfast.Crypto;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>Seeded, but the next nonce (the next 32 bytes that are asked for) can be given: collisions are decided by nonces.</summary>
internal sealed class ScriptedRandom(int seed) : IRandom
{
    private readonly Random _random = new(seed);
    private byte? _nextNonce;

    /// <summary>Begins the next nonce with this byte.</summary>
    public void NextNonce(byte first) => _nextNonce = first;

    public void Fill(Span<byte> destination)
    {
        _random.NextBytes(destination);
        if (_nextNonce is not { } first || destination.Length != 32)
            return;
        destination[0] = first;
        _nextNonce = null;
    }
}
