using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests.Netlink;

public sealed class LookUpTests
{
    private const int Lo = 1;

    [Theory]
    [InlineData("192.0.2.1", "198.51.100.1", "10.0.0.9")]
    [InlineData("2001:db8::1", "2001:db8:1::1", "2001:db8::9")]
    public void The_way_to_an_address_is_found(string own, string far, string gateway) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("hf0");
        int link = netlink.FindLink("hf0")!.Value.Index;
        netlink.SetLinkUp(link);
        IPAddress local = IPAddress.Parse(own), remote = IPAddress.Parse(far), next = IPAddress.Parse(gateway);
        netlink.Add(new AddressEntry(link, IpPrefix.Host(local)));
        netlink.Add(new RouteEntry(IpPrefix.Host(next)) { Link = link });
        netlink.Add(new RouteEntry(IpPrefix.Host(remote)) { Gateway = next, Link = link, PreferredSource = local, Mtu = 1320 });

        RouteEntry found = netlink.LookUp(remote, 0)!.Value;
        Assert.Equal(
            (IpPrefix.Host(remote), link, next, local, 1320, RouteEntry.MainTable),
            (found.Destination, found.Link, found.Gateway, found.PreferredSource, found.Mtu, found.Table));
    });

    [Theory]
    [InlineData("198.51.100.1")]
    [InlineData("2001:db8:1::1")]
    public void Where_there_is_no_way_there_is_none(string far) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        IPAddress remote = IPAddress.Parse(far);
        Assert.Null(netlink.LookUp(remote, 0));

        foreach (RouteType type in new[] { RouteType.Unreachable, RouteType.Prohibit, RouteType.Blackhole })
        {
            var route = new RouteEntry(IpPrefix.Host(remote)) { Type = type };
            netlink.Add(route);
            Assert.Null(netlink.LookUp(remote, 0));
            netlink.Delete(route);
        }
    });

    [Fact]
    public void The_mark_decides_which_table_is_asked() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        IPAddress remote = IPAddress.Parse("198.51.100.1");
        netlink.Add(new RouteEntry(IpPrefix.Host(remote)) { Link = Lo });
        netlink.Add(new RouteEntry(IpPrefix.Host(remote)) { Link = Lo, Table = 7000 });
        netlink.Add(new RuleEntry(IsIPv6: false, 100, 7000) { Mark = 5, Mask = 0xFF });

        Assert.Equal(RouteEntry.MainTable, netlink.LookUp(remote, 0)!.Value.Table);
        Assert.Equal(7000u, netlink.LookUp(remote, 5)!.Value.Table);
    });
}
