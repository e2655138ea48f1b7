using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Netlink;

/// <summary>What tells whether a link leads out: carrier, kind, addresses that are not usable yet, default routes, neighbours.</summary>
public sealed class UplinkTests
{
    private static readonly IPAddress Own = IPAddress.Parse("192.0.2.2"), Router = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void A_device_that_nobody_holds_has_no_carrier() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("up0");
        int link = netlink.FindLink("up0")!.Value.Index;
        Assert.False(netlink.FindLink("up0")!.Value.IsRunning);

        netlink.SetLinkUp(link);
        Assert.True(netlink.FindLink("up0")!.Value.IsRunning);
        Assert.Contains(netlink.Links(), one => one is { Name: "up0", IsRunning: true });
    });

    [Theory]
    [InlineData("192.0.2.2", "192.0.2.1", "0.0.0.0")]
    [InlineData("2001:db8::2", "2001:db8::1", "::")]
    public void Default_routes_are_dumped_with_link_gateway_and_metric(string own, string router, string any) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("up0");
        int link = Up(netlink, IPAddress.Parse(own), IPAddress.Parse(router));
        RouteEntry route = new(new IpPrefix(IPAddress.Parse(any), 0)) { Link = link, Gateway = IPAddress.Parse(router), Priority = 77, Protocol = 4 };
        netlink.Add(route);

        Assert.Contains(route, netlink.Routes());
    });

    [Fact]
    public void A_gateway_that_is_said_to_be_on_the_link_can_be_said_to_be_so_again() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("up0");
        int link = netlink.FindLink("up0")!.Value.Index;
        netlink.SetLinkUp(link);
        netlink.Add(new AddressEntry(link, IpPrefix.Host(Own)));
        RouteEntry route = new(IpPrefix.Default(false)) { Link = link, Gateway = Router, Priority = 5, Protocol = 4 };
        Assert.Equal(ENETUNREACH, Assert.Throws<LinuxException>(() => netlink.Add(route)).Errno);

        Assert.True(netlink.Add(route with { IsOnLink = true }));
        Assert.Contains(route with { IsOnLink = true }, netlink.Routes());
        Assert.True(netlink.Delete(route with { IsOnLink = true }));
    });

    [Theory]
    [InlineData(RtNetlink.RTA_MULTIPATH, true)]
    [InlineData(RtNetlink.RTA_VIA, true)]
    [InlineData(RtNetlink.RTA_ENCAP, true)]
    [InlineData(RtNetlink.RTA_MARK, false)]
    public void A_route_with_something_that_is_not_represented_says_so(ushort attribute, bool isPartial)
    {
        byte[] message = RouteCodec.Request(RtNetlink.RTM_NEWROUTE, 0, new RouteEntry(IpPrefix.Default(false)) { Link = 2 })
            .Attribute(attribute, new byte[8]).Seal(1).ToArray();

        Assert.True(RouteCodec.TryParse(Message(message), out RouteEntry route));
        Assert.Equal(isPartial, route.IsPartial);
    }

    [Theory]
    [InlineData(0x00, false)]
    [InlineData(0x80, false)] // permanent
    [InlineData(0x40, true)]
    [InlineData(0x44, false)] // tentative, and used all the same
    [InlineData(0x08, true)]
    public void An_address_that_is_looked_for_on_the_link_is_not_usable_yet(byte flags, bool isTentative)
    {
        byte[] message = new NetlinkRequest(RtNetlink.RTM_NEWADDR, 0)
            .Header(new IfAddrMsg { ifa_family = (byte)(int)AF_INET6, ifa_prefixlen = 64, ifa_flags = flags, ifa_index = 2 })
            .Attribute(IfAddr.IFA_ADDRESS, IPAddress.IPv6Loopback.GetAddressBytes()).Seal(1).ToArray();

        Assert.True(AddressCodec.TryParse(Message(message), out AddressEntry address));
        Assert.Equal(isTentative, address.IsTentative);
    }

    [Fact]
    public void A_neighbour_is_read_with_its_link_and_state()
    {
        byte[] message = new NetlinkRequest(RtNetlink.RTM_NEWNEIGH, 0)
            .Header(new NdMsg { ndm_family = (byte)(int)AF_INET, ndm_ifindex = 7, ndm_state = (ushort)NeighbourState.Failed })
            .Attribute(Neighbour.NDA_DST, Router.GetAddressBytes()).Seal(1).ToArray();

        Assert.True(NeighbourCodec.TryParse(Message(message), out NeighbourEntry neighbour));
        Assert.Equal(new NeighbourEntry(7, Router, NeighbourState.Failed), neighbour);
        for (int length = 0; length < message.Length; length++)
            Assert.False(new NetlinkMessages(message.AsSpan(0, length)).TryNext(out _));
    }

    [Fact]
    public void An_entry_without_an_address_is_none_of_them()
    {
        byte[] message = new NetlinkRequest(RtNetlink.RTM_NEWNEIGH, 0).Header(new NdMsg { ndm_ifindex = 7 })
            .Attribute(Neighbour.NDA_DST, new byte[6]).Seal(1).ToArray();

        Assert.False(NeighbourCodec.TryParse(Message(message), out _));
    }

    [Fact]
    public void The_kernel_s_neighbours_are_dumped() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("up0");
        IPAddress own = IPAddress.Parse("2001:db8::2"), router = IPAddress.Parse("2001:db8::1");
        int link = Up(netlink, own, router);
        Assert.DoesNotContain(netlink.Neighbours(), one => one.Address.Equals(router));

        using UdpSocket socket = UdpSocket.Open(new Endpoint(IPAddress.IPv6Any, 0));
        Assert.True(socket.TrySend(new byte[1], new Endpoint(router, 9)).IsDone);
        Assert.Contains(new NeighbourEntry(link, router, NeighbourState.NoArp), netlink.Neighbours());
    });

    private static int Up(RouteNetlink netlink, IPAddress own, IPAddress router)
    {
        int link = netlink.FindLink("up0")!.Value.Index;
        netlink.SetLinkUp(link);
        netlink.Add(new AddressEntry(link, IpPrefix.Host(own)));
        netlink.Add(new RouteEntry(IpPrefix.Host(router)) { Link = link });
        return link;
    }

    private static NetlinkMessage Message(byte[] bytes)
    {
        Assert.True(new NetlinkMessages(bytes).TryNext(out NetlinkMessage message));
        return message;
    }
}
