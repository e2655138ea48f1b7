using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

/// <summary>From a range of addresses to the fewest networks.</summary>
public sealed class PrefixListTests
{
    [Theory]
    [InlineData("0.0.0.0", "255.255.255.255", "0.0.0.0/0")]
    [InlineData("10.0.0.0", "10.255.255.255", "10.0.0.0/8")]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.7/32")]
    [InlineData("0.0.0.0", "0.0.0.0", "0.0.0.0/32")]
    [InlineData("255.255.255.255", "255.255.255.255", "255.255.255.255/32")]
    [InlineData("255.255.255.254", "255.255.255.255", "255.255.255.254/31")]
    [InlineData("10.0.0.1", "10.0.0.2", "10.0.0.1/32 10.0.0.2/32")]
    [InlineData("10.0.0.1", "10.0.0.6", "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32")]
    [InlineData("10.0.0.5", "10.0.0.20", "10.0.0.5/32 10.0.0.6/31 10.0.0.8/29 10.0.0.16/30 10.0.0.20/32")]
    [InlineData("9.255.255.255", "10.0.0.0", "9.255.255.255/32 10.0.0.0/32")]
    [InlineData("127.255.255.255", "128.0.0.1", "127.255.255.255/32 128.0.0.0/31")]
    [InlineData("192.168.0.0", "192.168.2.255", "192.168.0.0/23 192.168.2.0/24")]
    [InlineData("0.0.0.0", "127.255.255.255", "0.0.0.0/1")]
    [InlineData("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0")]
    [InlineData("8000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "8000::/1")]
    [InlineData("2001:db8::", "2001:db8:0:ffff:ffff:ffff:ffff:ffff", "2001:db8::/48")]
    [InlineData("2001:db8::1", "2001:db8::4", "2001:db8::1/128 2001:db8::2/127 2001:db8::4/128")]
    [InlineData("::ffff:ffff:ffff:ffff", "0:0:0:1::", "::ffff:ffff:ffff:ffff/128 0:0:0:1::/128")]
    public void Range_is_these_networks(string start, string end, string networks)
    {
        var selector = new TrafficSelector(0, PortRange.Any, IpAddress.Parse(start), IpAddress.Parse(end));

        Assert.Equal(networks, string.Join(' ', selector.ToPrefixes()));
    }

    [Theory]
    [InlineData(IpFamily.IPv4, 62)]
    [InlineData(IpFamily.IPv6, 254)]
    public void Worst_range_has_the_greatest_number_of_networks(IpFamily family, int expected)
    {
        IpAddress.First(family).TryGetNext(out var second);
        IpAddress.Last(family).TryGetPrevious(out var secondToLast);

        var networks = new TrafficSelector(0, PortRange.Any, second, secondToLast).ToPrefixes();

        Assert.Equal(expected, networks.Count);
        AssertExact(second, secondToLast, networks);
    }

    [Fact]
    public void Random_ranges_are_covered_exactly_and_with_no_network_to_spare()
    {
        var random = new Random(1518);
        for (var round = 0; round < 2_000; round++)
        {
            var first = RandomAddress(random, round);
            var second = RandomAddress(random, round);
            var (start, end) = first <= second ? (first, second) : (second, first);

            AssertExact(start, end, new TrafficSelector(0, PortRange.Any, start, end).ToPrefixes());
        }
    }

    [Fact]
    public void Every_small_range_is_covered_exactly()
    {
        for (var start = 0u; start < 40; start++)
        {
            for (var end = start; end < 40; end++)
            {
                var (low, high) = (IpAddress.FromIPv4(start), IpAddress.FromIPv4(end));
                AssertExact(low, high, new TrafficSelector(0, PortRange.Any, low, high).ToPrefixes());
            }
        }
    }

    /// <summary>They join without gap or overlap, and no two neighbours are the halves of one network.</summary>
    private static void AssertExact(IpAddress start, IpAddress end, IReadOnlyList<IpPrefix> networks)
    {
        Assert.Equal(start, networks[0].Network);
        Assert.Equal(end, networks[^1].Last);
        for (var i = 1; i < networks.Count; i++)
        {
            Assert.True(networks[i - 1].Last.TryGetNext(out var next));
            Assert.Equal(next, networks[i].Network);
            var (left, right) = (networks[i - 1], networks[i]);
            var halves = left.Length == right.Length
                && new IpPrefix(left.Network, left.Length - 1).Contains(right.Network);
            Assert.False(halves, $"{left} and {right} are one network.");
        }
    }

    private static IpAddress RandomAddress(Random random, int round)
    {
        var octets = new byte[round % 2 == 0 ? 4 : 16];
        random.NextBytes(octets);
        octets.AsSpan(0, random.Next(octets.Length)).Fill((byte)(round % 3 == 0 ? 10 : 0));
        IpAddress.TryRead(octets, out var address);
        return address;
    }
}
