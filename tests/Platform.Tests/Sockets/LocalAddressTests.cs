using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void It_is_the_source_that_the_kernel_would_use(string address) => Namespace.Run(() =>
    {
        Assert.True(UdpSocket.LocalAddressFor(IPAddress.Parse(address), 0, out IPAddress? local, out int error));
        Assert.Equal(IPAddress.Parse(address), local);
        Assert.Equal(0, error);
    });

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public void Without_a_route_there_is_none(string address) => Namespace.Run(() =>
    {
        Assert.False(UdpSocket.LocalAddressFor(IPAddress.Parse(address), 0, out IPAddress? local, out int error));
        Assert.Null(local);
        Assert.Equal(ENETUNREACH, error);
    });

    [Fact]
    public void The_mark_decides_which_table_is_asked() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        int lo = netlink.FindLink("lo")!.Value.Index;
        IPAddress marked = IPAddress.Parse("10.0.0.1"), plain = IPAddress.Parse("10.0.0.2");
        IPAddress destination = IPAddress.Parse("192.0.2.1");
        netlink.Add(new AddressEntry(lo, IpPrefix.Host(marked)));
        netlink.Add(new AddressEntry(lo, IpPrefix.Host(plain)));
        netlink.Add(new RouteEntry(IpPrefix.Host(destination)) { Link = lo, PreferredSource = plain });
        netlink.Add(new RouteEntry(IpPrefix.Host(destination)) { Link = lo, PreferredSource = marked, Table = 7000 });
        netlink.Add(new RuleEntry(IsIPv6: false, 100, 7000) { Mark = 5, Mask = 0xFF });

        Assert.True(UdpSocket.LocalAddressFor(destination, 0, out IPAddress? withoutMark, out _));
        Assert.True(UdpSocket.LocalAddressFor(destination, 5, out IPAddress? withMark, out _));
        Assert.Equal((plain, marked), (withoutMark, withMark));
    });
}
