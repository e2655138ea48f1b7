using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

/// <summary>Selectors against their plain meaning: the set of packets that match, of few enough to list.</summary>
public sealed class SelectorModelTests
{
    private const int Addresses = 8;

    private static readonly byte[] Protocols = [1, 6, 17];
    private static readonly ushort?[] Ports = [null, 0, 1, 2, 3, 65534, 65535];
    private static readonly ushort[] Bounds = [0, 1, 2, 3, 65534, 65535];

    [Fact]
    public void Containment_and_intersection_are_those_of_the_packet_sets()
    {
        var random = new Random(7296);
        for (var round = 0; round < 3_000; round++)
        {
            var left = RandomSelector(random);
            var right = RandomSelector(random);
            var leftPackets = Packets(left);
            var rightPackets = Packets(right);

            var shared = leftPackets.Intersect(rightPackets).ToHashSet();
            var found = left.TryIntersect(right, out var common);
            Assert.True(shared.Count > 0 == found, $"{left} and {right}: {found}");
            if (found)
                Assert.True(shared.SetEquals(Packets(common!)), $"{left} and {right}: {common}");
            if (left.Contains(right))
                Assert.True(rightPackets.IsSubsetOf(leftPackets), $"{left} contains {right}");
        }
    }

    [Fact]
    public void Intersection_is_contained_in_both_and_commutes()
    {
        var random = new Random(3131);
        for (var round = 0; round < 3_000; round++)
        {
            var left = RandomSelector(random);
            var right = RandomSelector(random);
            if (!left.TryIntersect(right, out var common))
                continue;

            Assert.True(left.Contains(common), $"{left} has {common}");
            Assert.True(right.Contains(common), $"{right} has {common}");
            Assert.True(right.TryIntersect(left, out var reversed));
            Assert.Equal(common, reversed);
            Assert.Equal(left.Contains(right), common == right);
        }
    }

    private static TrafficSelector RandomSelector(Random random)
    {
        var start = random.Next(Addresses);
        var end = random.Next(start, Addresses);
        return new TrafficSelector(
            random.Next(3) == 0 ? (byte)0 : Protocols[random.Next(Protocols.Length)],
            RandomPorts(random),
            IpAddress.FromIPv4(0x0A000000u + (uint)start),
            IpAddress.FromIPv4(0x0A000000u + (uint)end));
    }

    private static PortRange RandomPorts(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                return PortRange.Any;
            case 1:
                return PortRange.Opaque;
            default:
                var first = random.Next(Bounds.Length);
                return new PortRange(Bounds[first], Bounds[random.Next(first, Bounds.Length)]);
        }
    }

    private static HashSet<(int Address, byte Protocol, ushort? Port)> Packets(TrafficSelector selector)
    {
        var packets =
            from address in Enumerable.Range(0, Addresses)
            from protocol in Protocols
            from port in Ports
            where selector.Contains(IpAddress.FromIPv4(0x0A000000u + (uint)address), protocol, port)
            select (address, protocol, port);
        return packets.ToHashSet();
    }
}
