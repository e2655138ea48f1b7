using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests.Netlink;

public sealed class RuleTests
{
    private const byte Ours = 111;

    public static readonly TheoryData<bool> Families = [false, true];

    [Theory]
    [MemberData(nameof(Families))]
    public void The_rules_of_a_new_namespace_are_there(bool isIPv6) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        uint[] expected = isIPv6 ? [255, 254] : [255, 254, 253];

        Assert.Equal(expected, netlink.Rules().Where(rule => rule.IsIPv6 == isIPv6).Select(rule => rule.Table));
        Assert.All(netlink.Rules(), rule => Assert.Equal(-1, rule.SuppressPrefixLength));
    });

    [Theory]
    [MemberData(nameof(Families))]
    public void A_plain_rule_comes_and_goes(bool isIPv6) =>
        ComesAndGoes(new RuleEntry(isIPv6, 100, 7000) { Protocol = Ours });

    [Theory]
    [MemberData(nameof(Families))]
    public void A_mark_that_must_not_match_comes_and_goes(bool isIPv6) =>
        ComesAndGoes(new RuleEntry(isIPv6, 100, 0xFFFF_0001)
        {
            Mark = 0x8000_0000, Mask = 0xFF00_0000, Invert = true, Protocol = Ours,
        });

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 31)]
    public void A_rule_that_ignores_short_prefixes_comes_and_goes(bool isIPv6, int length) =>
        ComesAndGoes(new RuleEntry(isIPv6, 99, RouteEntry.MainTable)
        {
            SuppressPrefixLength = length, Protocol = Ours,
        });

    [Theory]
    [InlineData("10.0.0.0", 8)]
    [InlineData("192.0.2.1", 32)]
    [InlineData("fc00::", 7)]
    public void A_rule_for_one_network_comes_and_goes(string network, int length)
    {
        var destination = new IpPrefix(IPAddress.Parse(network), length);
        ComesAndGoes(new RuleEntry(destination.IsIPv6, 98, RouteEntry.MainTable)
        {
            Destination = destination, SuppressPrefixLength = 0, Protocol = Ours,
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_rule_that_says_no_comes_and_goes(bool isIPv6) => ComesAndGoes(new RuleEntry(isIPv6, 97, 0)
    {
        IsUnreachable = true, Mark = 9, Mask = uint.MaxValue, Invert = true, Protocol = Ours,
    });

    [Fact]
    public void Only_the_marked_get_past_a_rule_that_says_no_and_only_its_network_is_kept_in() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        IPAddress own = IPAddress.Parse("10.0.0.1");
        netlink.Add(new AddressEntry(1, IpPrefix.Host(own)));
        netlink.Add(new RouteEntry(IpPrefix.Default(false)) { Link = 1, PreferredSource = own });
        netlink.Add(new RouteEntry(new IpPrefix(IPAddress.Parse("10.9.0.0"), 16)) { Link = 1, PreferredSource = own });
        var local = new IpPrefix(IPAddress.Parse("10.0.0.0"), 8);
        netlink.Add(new RuleEntry(false, 100, RouteEntry.MainTable) { Destination = local, SuppressPrefixLength = 0 });
        netlink.Add(new RuleEntry(false, 101, 0) { IsUnreachable = true, Mark = 9, Mask = uint.MaxValue, Invert = true });

        Assert.Equal((null, own), (LocalFor("198.51.100.1", mark: 0), LocalFor("198.51.100.1", mark: 9)));
        Assert.Equal((null, own), (LocalFor("10.8.0.1", mark: 0), LocalFor("10.9.0.1", mark: 0)));
    });

    [Fact]
    public void Rules_that_differ_in_one_thing_are_two() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        var rule = new RuleEntry(IsIPv6: false, 100, 7000) { Mark = 1, Mask = 0xFF, Protocol = Ours };
        RuleEntry other = rule with { Mark = 2 };
        netlink.Add(rule);
        netlink.Add(other);
        netlink.Delete(rule);

        Assert.Equal([other], netlink.Rules().Where(found => found.Protocol == Ours));
    });

    [Fact]
    public void Suppressing_the_default_route_lets_the_next_rule_decide() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        IPAddress viaMain = IPAddress.Parse("10.0.0.1"), viaTunnel = IPAddress.Parse("10.0.0.2");
        netlink.Add(new AddressEntry(1, IpPrefix.Host(viaMain)));
        netlink.Add(new AddressEntry(1, IpPrefix.Host(viaTunnel)));
        netlink.Add(new RouteEntry(IpPrefix.Default(false)) { Link = 1, PreferredSource = viaMain });
        var host = IpPrefix.Host(IPAddress.Parse("192.0.2.1"));
        netlink.Add(new RouteEntry(host) { Link = 1, PreferredSource = viaMain });
        netlink.Add(new RouteEntry(IpPrefix.Default(false)) { Link = 1, PreferredSource = viaTunnel, Table = 7000 });
        netlink.Add(new RuleEntry(false, 100, RouteEntry.MainTable) { SuppressPrefixLength = 0 });
        netlink.Add(new RuleEntry(false, 101, 7000) { Mark = 9, Mask = uint.MaxValue, Invert = true });

        Assert.Equal(viaTunnel, LocalFor("198.51.100.1", mark: 0));
        Assert.Equal(viaMain, LocalFor("192.0.2.1", mark: 0));
        Assert.Equal(viaMain, LocalFor("198.51.100.1", mark: 9));
    });

    private static IPAddress? LocalFor(string destination, uint mark)
    {
        UdpSocket.LocalAddressFor(IPAddress.Parse(destination), mark, out IPAddress? local, out _);
        return local;
    }

    private static void ComesAndGoes(RuleEntry rule) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        Assert.DoesNotContain(rule, netlink.Rules());
        Assert.True(netlink.Add(rule));
        Assert.Contains(rule, netlink.Rules());
        Assert.False(netlink.Add(rule));

        Assert.True(netlink.Delete(rule));
        Assert.DoesNotContain(rule, netlink.Rules());
        Assert.False(netlink.Delete(rule));
    });
}
