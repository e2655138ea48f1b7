using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests.Netlink;

public sealed class ManyRoutesTests
{
    private const int Count = 2000;

    [Fact]
    public void A_dump_of_many_parts_is_whole() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        HashSet<RouteEntry> expected = [.. Enumerable.Range(0, Count).Select(Route)];
        foreach (RouteEntry route in expected) Assert.True(netlink.Add(route));

        List<RouteEntry> found = [.. netlink.Routes().Where(route => route.Table == 7000)];
        Assert.Equal(Count, found.Count);
        Assert.True(expected.SetEquals(found));
    });

    private static RouteEntry Route(int i) =>
        new(IpPrefix.Host(new IPAddress([10, 20, (byte)(i >> 8), (byte)i]))) { Link = 1, Table = 7000 };
}
