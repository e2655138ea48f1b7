using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class PortRangeTests
{
    private static readonly PortRange[] Samples =
    [
        PortRange.Any,
        PortRange.Opaque,
        PortRange.Single(0),
        PortRange.Single(53),
        PortRange.Single(ushort.MaxValue),
        new(0, 1023),
        new(50, 60),
        new(55, 1023),
        new(1024, ushort.MaxValue),
        new(1, ushort.MaxValue),
        new(0, ushort.MaxValue - 1),
    ];

    /// <summary>Enough ports to tell all samples apart; null is a packet that shows none.</summary>
    private static readonly ushort?[] Probes = [null, 0, 1, 49, 50, 53, 54, 55, 60, 61, 1023, 1024, 65534, 65535];

    [Theory]
    [InlineData(0, 65535, 7, true)]
    [InlineData(50, 60, 49, false)]
    [InlineData(50, 60, 50, true)]
    [InlineData(50, 60, 60, true)]
    [InlineData(50, 60, 61, false)]
    [InlineData(65535, 0, 65535, false)]
    [InlineData(65535, 0, 0, false)]
    [InlineData(65535, 65535, 65535, true)]
    [InlineData(0, 0, 0, true)]
    public void Shown_port_is_inside_or_not(int start, int end, int port, bool expected) =>
        Assert.Equal(expected, new PortRange((ushort)start, (ushort)end).Contains((ushort)port));

    [Fact]
    public void Hidden_port_matches_any_and_opaque_only()
    {
        Assert.True(PortRange.Any.Contains((ushort?)null));
        Assert.True(PortRange.Opaque.Contains((ushort?)null));
        Assert.False(new PortRange(0, 65534).Contains((ushort?)null));
        Assert.False(PortRange.Single(0).Contains((ushort?)null));
    }

    [Fact]
    public void Range_is_contained_when_all_its_packets_are()
    {
        foreach (var outer in Samples)
        {
            foreach (var inner in Samples)
            {
                var expected = Probes.All(port => !inner.Contains(port) || outer.Contains(port));
                Assert.True(expected == outer.Contains(inner), $"{outer} contains {inner}: {!expected}");
            }
        }
    }

    [Fact]
    public void Intersection_has_the_packets_of_both()
    {
        foreach (var left in Samples)
        {
            foreach (var right in Samples)
            {
                var shared = Probes.Where(port => left.Contains(port) && right.Contains(port)).ToArray();
                var found = left.TryIntersect(right, out var common);

                Assert.True(shared.Length > 0 == found, $"{left} and {right}: {found}");
                if (found)
                    Assert.Equal(shared, Probes.Where(port => common.Contains(port)));
            }
        }
    }

    [Theory]
    [InlineData(0, 65535, true)]
    [InlineData(65535, 0, true)]
    [InlineData(7, 7, true)]
    [InlineData(8, 7, false)]
    [InlineData(65535, 1, false)]
    [InlineData(65534, 0, false)]
    public void Reversed_range_is_valid_only_as_opaque(int start, int end, bool valid) =>
        Assert.Equal(valid, new PortRange((ushort)start, (ushort)end).IsValid);

    [Fact]
    public void ICMP_type_is_the_high_octet()
    {
        Assert.Equal(0x0800, PortRange.Icmp(8, 0));
        Assert.Equal(0x0301, PortRange.Icmp(3, 1));
        Assert.Equal(0xFFFF, PortRange.Icmp(255, 255));
    }

    [Fact]
    public void Text_is_short()
    {
        Assert.Equal("any", PortRange.Any.ToString());
        Assert.Equal("opaque", PortRange.Opaque.ToString());
        Assert.Equal("53", PortRange.Single(53).ToString());
        Assert.Equal("50-60", new PortRange(50, 60).ToString());
    }
}
