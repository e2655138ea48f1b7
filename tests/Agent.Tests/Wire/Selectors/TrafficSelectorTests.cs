using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class TrafficSelectorTests
{
    private const byte Icmp = 1;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Esp = 50;

    [Fact]
    public void Any_contains_every_packet_of_its_family()
    {
        var any = TrafficSelector.Any(IpFamily.IPv4);

        Assert.Equal(TrafficSelectorType.Ipv4AddressRange, any.Type);
        Assert.True(any.Contains(IpAddress.Parse("0.0.0.0"), Tcp, 80));
        Assert.True(any.Contains(IpAddress.Parse("255.255.255.255"), Esp, null));
        Assert.False(any.Contains(IpAddress.Parse("::"), Tcp, 80));
        Assert.False(any.Contains(IpAddress.Parse("::1"), Tcp, 80));
        Assert.False(TrafficSelector.Any(IpFamily.IPv6).Contains(IpAddress.Parse("0.0.0.1"), Tcp, 80));
    }

    [Theory]
    [InlineData("10.0.0.1", Udp, 53, true)]
    [InlineData("10.0.0.9", Udp, 53, true)]
    [InlineData("10.0.0.0", Udp, 53, false)]
    [InlineData("10.0.0.10", Udp, 53, false)]
    [InlineData("10.0.0.5", Tcp, 53, false)]
    [InlineData("10.0.0.5", Udp, 54, false)]
    [InlineData("::a00:5", Udp, 53, false)]
    public void Address_protocol_and_port_must_all_match(string address, byte protocol, int port, bool expected)
    {
        var selector = Make("10.0.0.1", "10.0.0.9", Udp, PortRange.Single(53));

        Assert.Equal(expected, selector.Contains(IpAddress.Parse(address), protocol, (ushort)port));
    }

    [Fact]
    public void Later_fragments_match_where_ports_do_not_matter()
    {
        var address = IpAddress.Parse("10.0.0.1");

        Assert.True(Make("10.0.0.0", "10.0.0.9", Udp, PortRange.Any).Contains(address, Udp, null));
        Assert.True(Make("10.0.0.0", "10.0.0.9", Udp, PortRange.Opaque).Contains(address, Udp, null));
        Assert.False(Make("10.0.0.0", "10.0.0.9", Udp, PortRange.Single(53)).Contains(address, Udp, null));
        Assert.False(Make("10.0.0.0", "10.0.0.9", Udp, PortRange.Opaque).Contains(address, Udp, 53));
    }

    [Fact]
    public void ICMP_type_and_code_are_the_port()
    {
        var echo = Make("10.0.0.0", "10.0.0.9", Icmp, new PortRange(PortRange.Icmp(8, 0), PortRange.Icmp(8, 255)));
        var address = IpAddress.Parse("10.0.0.1");

        Assert.True(echo.Contains(address, Icmp, PortRange.Icmp(8, 0)));
        Assert.False(echo.Contains(address, Icmp, PortRange.Icmp(0, 0)));
        Assert.False(echo.Contains(address, Icmp, PortRange.Icmp(9, 0)));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true)]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", true)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", false)]
    [InlineData("10.0.0.0/8", "11.0.0.0/16", false)]
    [InlineData("0.0.0.0/0", "::/0", false)]
    [InlineData("::/0", "0.0.0.0/0", false)]
    [InlineData("2001:db8::/32", "2001:db8:5::/48", true)]
    public void Contains_a_selector_of_fewer_addresses(string outer, string inner, bool expected) =>
        Assert.Equal(expected, FromText(outer).Contains(FromText(inner)));

    [Fact]
    public void Contains_a_selector_of_fewer_protocols_and_ports()
    {
        var all = FromText("10.0.0.0/8");
        var udp = Make("10.0.0.0", "10.255.255.255", Udp, PortRange.Any);
        var dns = Make("10.0.0.0", "10.255.255.255", Udp, PortRange.Single(53));

        Assert.True(all.Contains(udp));
        Assert.True(udp.Contains(dns));
        Assert.True(all.Contains(dns));
        Assert.False(udp.Contains(all));
        Assert.False(dns.Contains(udp));
        Assert.False(Make("10.0.0.0", "10.255.255.255", Tcp, PortRange.Any).Contains(dns));
    }

    [Fact]
    public void Intersection_takes_the_narrower_of_each()
    {
        var left = Make("10.0.0.0", "10.0.0.99", 0, PortRange.Any);
        var right = Make("10.0.0.50", "10.0.1.0", Udp, new PortRange(50, 60));

        Assert.True(left.TryIntersect(right, out var common));
        Assert.Equal(Make("10.0.0.50", "10.0.0.99", Udp, new PortRange(50, 60)), common);
        Assert.True(right.TryIntersect(left, out var reversed));
        Assert.Equal(common, reversed);
    }

    [Fact]
    public void Single_shared_address_is_an_intersection()
    {
        var left = Make("10.0.0.0", "10.0.0.5", 0, PortRange.Any);
        var right = Make("10.0.0.5", "10.0.0.9", 0, PortRange.Any);

        Assert.True(left.TryIntersect(right, out var common));
        Assert.Equal(FromText("10.0.0.5/32"), common);
    }

    [Fact]
    public void Nothing_shared_is_no_intersection()
    {
        var selector = Make("10.0.0.0", "10.0.0.9", Udp, PortRange.Single(53));
        TrafficSelector[] others =
        [
            Make("10.0.0.10", "10.0.0.19", Udp, PortRange.Single(53)),
            Make("10.0.0.0", "10.0.0.9", Tcp, PortRange.Single(53)),
            Make("10.0.0.0", "10.0.0.9", Udp, PortRange.Single(54)),
            Make("10.0.0.0", "10.0.0.9", Udp, PortRange.Opaque),
            TrafficSelector.Any(IpFamily.IPv6),
        ];

        foreach (var other in others)
        {
            Assert.False(selector.TryIntersect(other, out var common), other.ToString());
            Assert.Null(common);
            Assert.False(other.TryIntersect(selector, out _), other.ToString());
        }
    }

    [Fact]
    public void What_is_no_selector_is_misuse()
    {
        var low = IpAddress.Parse("10.0.0.1");
        var high = IpAddress.Parse("10.0.0.2");

        Assert.Throws<ArgumentException>(() => new TrafficSelector(0, PortRange.Any, high, low));
        Assert.Throws<ArgumentException>(() => new TrafficSelector(0, PortRange.Any, low, IpAddress.Parse("::1")));
        Assert.Throws<ArgumentException>(() => new TrafficSelector(0, new PortRange(2, 1), low, high));
        Assert.Throws<ArgumentException>(() =>
            new TrafficSelector(TrafficSelectorType.Ipv6AddressRange, 0, 0, 65535, low, high));
        Assert.Throws<ArgumentOutOfRangeException>(() => TrafficSelector.FromPrefix(low, 33));
    }

    [Fact]
    public void Wire_order_of_arguments_makes_the_same_selector()
    {
        var start = IpAddress.Parse("2001:db8::1");
        var end = IpAddress.Parse("2001:db8::9");

        Assert.Equal(
            new TrafficSelector(Tcp, new PortRange(80, 443), start, end),
            new TrafficSelector(TrafficSelectorType.Ipv6AddressRange, Tcp, 80, 443, start, end));
    }

    [Fact]
    public void Text_names_the_network_or_the_range_and_what_is_not_any()
    {
        Assert.Equal("10.0.0.0/8", FromText("10.0.0.0/8").ToString());
        Assert.Equal("0.0.0.0/0", TrafficSelector.Any(IpFamily.IPv4).ToString());
        Assert.Equal("10.0.0.1-10.0.0.9", Make("10.0.0.1", "10.0.0.9", 0, PortRange.Any).ToString());
        Assert.Equal("10.0.0.1/32[17/53]", Make("10.0.0.1", "10.0.0.1", Udp, PortRange.Single(53)).ToString());
        Assert.Equal("2001:db8::/32[6/any]", Make(
            "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", Tcp, PortRange.Any).ToString());
    }

    private static TrafficSelector Make(string start, string end, byte protocol, PortRange ports) =>
        new(protocol, ports, IpAddress.Parse(start), IpAddress.Parse(end));

    private static TrafficSelector FromText(string text)
    {
        Assert.True(IpPrefix.TryParse(text, out var prefix), text);
        return TrafficSelector.FromPrefix(prefix.Network, prefix.Length);
    }
}
