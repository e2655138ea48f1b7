using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Netlink;

public sealed class RouteTests
{
    private const int Lo = 1;
    private const byte Ours = 111;

    public static readonly TheoryData<string, int> Networks = new()
    {
        { "10.20.0.0", 16 }, { "10.20.0.1", 32 }, { "0.0.0.0", 0 },
        { "2001:db8::", 32 }, { "2001:db8::1", 128 }, { "::", 0 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_unicast_route_comes_and_goes_in_a_table_beyond_255(string network, int length) => Namespace.Run(() =>
        ComesAndGoes(Route(network, length) with { Link = Lo, Table = 0xFFFF_0001, Mtu = 1400, Priority = 50 }));

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_throw_route_comes_and_goes(string network, int length) => Namespace.Run(() =>
        ComesAndGoes(Route(network, length) with { Type = RouteType.Throw, Table = 7000, Priority = 50 }));

    [Theory]
    [InlineData(RouteType.Unreachable)]
    [InlineData(RouteType.Blackhole)]
    [InlineData(RouteType.Prohibit)]
    public void A_route_that_drops_comes_and_goes(RouteType type) => Namespace.Run(() =>
    {
        ComesAndGoes(Route("10.20.0.0", 16) with { Type = type });
        ComesAndGoes(Route("2001:db8::", 32) with { Type = type, Priority = 50 });
    });

    [Theory]
    [InlineData("10.20.0.0", 16, "10.1.0.1", "10.1.0.2")]
    [InlineData("2001:db8::", 32, "2001:db8:1::1", "2001:db8:1::2")]
    public void Gateway_and_source_are_kept(string net, int length, string own, string gateway) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("hf0");
        int link = netlink.FindLink("hf0")!.Value.Index;
        IPAddress source = IPAddress.Parse(own), next = IPAddress.Parse(gateway);
        netlink.SetLinkUp(link);
        netlink.Add(new AddressEntry(link, IpPrefix.Host(source)));
        netlink.Add(new RouteEntry(IpPrefix.Host(next)) { Link = link });

        ComesAndGoes(Route(net, length) with
        {
            Link = link, Gateway = next, PreferredSource = source, Priority = 50,
        });
    });

    [Fact]
    public void An_IPv6_route_without_priority_gets_1024_and_goes_without_it() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        RouteEntry route = Route("2001:db8::", 32) with { Link = Lo };
        netlink.Add(route);

        Assert.Contains(route with { Priority = 1024 }, netlink.Routes());
        Assert.True(netlink.Delete(route));
    });

    [Theory]
    [InlineData("10.20.0.0", 16)]
    [InlineData("2001:db8::", 32)]
    public void Replacing_leaves_only_the_new_route(string network, int length) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        RouteEntry old = Route(network, length) with { Link = Lo, Mtu = 1400, Priority = 50 };
        netlink.Add(old);
        Assert.True(netlink.Add(old with { Mtu = 1300 }, replace: true));

        Assert.Equal([old with { Mtu = 1300 }], netlink.Routes().Where(route => route.Protocol == Ours));
    });

    [Fact]
    public void A_route_with_another_priority_is_not_deleted() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        RouteEntry route = Route("10.20.0.0", 16) with { Link = Lo, Priority = 50 };
        netlink.Add(route);

        Assert.False(netlink.Delete(route with { Priority = 51 }));
        Assert.Contains(route, netlink.Routes());
    });

    [Fact]
    public void The_kernel_explains_a_refusal() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        RouteEntry route = Route("10.20.0.0", 16) with { Gateway = IPAddress.Parse("192.0.2.1") };

        var refusal = Assert.Throws<LinuxException>(() => netlink.Add(route));
        Assert.Equal((ENETUNREACH, "Nexthop has invalid gateway"), (refusal.Errno, refusal.Detail));
        Assert.StartsWith("add route 10.20.0.0/16 via 192.0.2.1 table 254: ", refusal.Message);
    });

    [Fact]
    public void A_destination_with_bits_beyond_its_length_is_misuse() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();

        Assert.Throws<ArgumentException>(() => netlink.Add(Route("10.20.0.1", 16)));
    });

    [Fact]
    public void A_throw_route_goes_on_with_the_next_table() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        IPAddress address = IPAddress.Parse("10.1.0.1"), thrown = IPAddress.Parse("10.20.0.1");
        netlink.Add(new AddressEntry(Lo, IpPrefix.Host(address)));
        netlink.Add(Route("10.20.0.0", 16) with { Type = RouteType.Unreachable, Table = 7000 });
        netlink.Add(new RuleEntry(IsIPv6: false, 100, 7000));
        netlink.Add(Route("10.20.0.0", 16) with { Link = Lo, PreferredSource = address });
        Assert.False(UdpSocket.LocalAddressFor(thrown, 0, out _, out int error));
        Assert.Equal(EHOSTUNREACH, error);

        netlink.Add(Route("10.20.0.1", 32) with { Type = RouteType.Throw, Table = 7000 });
        Assert.True(UdpSocket.LocalAddressFor(thrown, 0, out IPAddress? local, out _));
        Assert.Equal(address, local);
    });

    private static RouteEntry Route(string network, int length) =>
        new(new IpPrefix(IPAddress.Parse(network), length)) { Protocol = Ours };

    private static void ComesAndGoes(RouteEntry route)
    {
        using var netlink = RouteNetlink.Open();
        Assert.DoesNotContain(route, netlink.Routes());
        Assert.True(netlink.Add(route));
        Assert.Contains(route, netlink.Routes());
        Assert.False(netlink.Add(route));

        Assert.True(netlink.Delete(route));
        Assert.DoesNotContain(route, netlink.Routes());
        Assert.False(netlink.Delete(route));
    }
}
