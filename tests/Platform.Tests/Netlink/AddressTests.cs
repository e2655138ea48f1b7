using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Netlink;

public sealed class AddressTests
{
    private const int Lo = 1;

    [Theory]
    [InlineData("10.20.0.1", 24)]
    [InlineData("10.20.0.1", 32)]
    [InlineData("2001:db8::1", 64)]
    [InlineData("2001:db8::1", 128)]
    public void An_address_comes_and_goes(string address, int length) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        var entry = new AddressEntry(Lo, new IpPrefix(IPAddress.Parse(address), length));

        Assert.DoesNotContain(entry, netlink.Addresses());
        Assert.True(netlink.Add(entry));
        Assert.Contains(entry, netlink.Addresses());
        Assert.False(netlink.Add(entry));

        Assert.True(netlink.Delete(entry));
        Assert.DoesNotContain(entry, netlink.Addresses());
        Assert.False(netlink.Delete(entry));
    });

    [Theory]
    [InlineData("10.20.0.1", 24)]
    [InlineData("2001:db8::1", 64)]
    public void No_route_for_its_network_comes_with_it(string address, int length) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("hf0");
        int link = netlink.FindLink("hf0")!.Value.Index;
        netlink.DisableIPv6AddressGeneration(link);
        netlink.SetLinkUp(link);
        var prefix = new IpPrefix(IPAddress.Parse(address), length);
        netlink.Add(new AddressEntry(link, prefix));

        Assert.DoesNotContain(netlink.Routes(), route => route.Destination == prefix.Network());
    });

    [Fact]
    public void An_address_is_usable_at_once() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        IPAddress address = IPAddress.Parse("2001:db8::1");
        netlink.Add(new AddressEntry(Lo, IpPrefix.Host(address)));

        using UdpSocket socket = UdpSocket.Open(new Endpoint(address, 500));
        Assert.Equal(address, socket.Local.Address);
    });

    [Fact]
    public void Deleting_from_a_link_that_is_gone_finds_nothing() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();

        Assert.False(netlink.Delete(new AddressEntry(999, IpPrefix.Host(IPAddress.Parse("10.0.0.1")))));
        var refusal = Assert.Throws<LinuxException>(
            () => netlink.Add(new AddressEntry(999, IpPrefix.Host(IPAddress.Parse("10.0.0.1")))));
        Assert.Equal(ENODEV, refusal.Errno);
    });
}
