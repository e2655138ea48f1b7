using Holdfast.Esp;
using Holdfast.Wire;

namespace Holdfast.Bench;

/// <summary>What a packet costs to be read and found among so many networks: 10.0.0.0/24, 10.0.1.0/24 and so on.</summary>
internal sealed class SelectorLoad
{
    private const uint First = 0x0A000000;
    private const int PrefixLength = 24;

    private readonly SelectorPolicy _policy;
    private readonly byte[] _packet = new byte[28];

    /// <summary>The packet goes to the middle one.</summary>
    public SelectorLoad(int count)
    {
        TrafficSelector[] networks = [.. Enumerable.Range(0, count).Select(i => TrafficSelector.FromPrefix(Network(i), PrefixLength))];
        _policy = new SelectorPolicy([TrafficSelector.Any(IpFamily.IPv4)], networks);
        ReadOnlySpan<byte> header = [0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 192, 168, 0, 1];
        header.CopyTo(_packet);
        Network(count / 2).Write(_packet.AsSpan(16));
    }

    public void Find(int times)
    {
        bool isFound = true;
        for (int i = 0; i < times; i++)
            isFound &= InnerPacket.TryRead(_packet, out InnerPacket packet) && _policy.AllowsOutbound(packet);
        if (!isFound)
            throw new InvalidOperationException("The packet belongs to no selector.");
    }

    private static IpAddress Network(int i) => IpAddress.FromIPv4(First + ((uint)i << (32 - PrefixLength)));
}
