using Holdfast.Host.Net;
using Holdfast.Platform;
using Xunit;
using WirePrefix = Holdfast.Wire.IpPrefix;

namespace Holdfast.Tests.Host;

public sealed class TunnelRulesTests
{
    [Fact]
    public void Everything_in_the_tunnel_leaves_through_it_or_goes_to_the_sites_private_networks_or_nowhere() => Assert.Equal(
        [
            "unreachable 0.0.0.0/0 table 1212547072",
            "18600: not fwmark 0x4846/0xffffffff table 1212547072",
            "18300: to 192.168.7.0/24 table 254 suppress_prefixlength 0",
            "18500: not fwmark 0x4846/0xffffffff table 18502 suppress_prefixlength 0",
            "18501: to 10.0.0.0/8 table 254 suppress_prefixlength 7",
            "18501: to 172.16.0.0/12 table 254 suppress_prefixlength 11",
            "18501: to 192.168.0.0/16 table 254 suppress_prefixlength 15",
            "18501: to 169.254.0.0/16 table 254 suppress_prefixlength 15",
            "18501: to 224.0.0.0/4 table 254",
            "18501: to 255.255.255.255/32 table 254",
            "18502: not fwmark 0x4846/0xffffffff table 18502",
        ],
        Guard(Rules(["0.0.0.0/0", "::/0"], own: ["192.168.7.0/24"])).Where(text => !text.StartsWith("-6", StringComparison.Ordinal)));

    [Fact]
    public void Nothing_of_the_site_is_outside_where_it_is_blocked()
    {
        string[] guard = Guard(Rules(["0.0.0.0/0"], own: ["203.0.113.0/24"], allowsLocal: false));

        Assert.Equal(["18300: to 203.0.113.0/24"], guard.Where(t => t.Contains("table 254")).Select(t => t[..t.IndexOf(" table", StringComparison.Ordinal)]));
    }

    [Fact]
    public void All_of_one_family_stops_the_other_too()
    {
        string[] guard = Guard(Rules(["0.0.0.0/0"]));

        Assert.Contains("-6 18600: not fwmark 0x4846/0xffffffff unreachable", guard);
        Assert.Contains("-6 18501: to fe80::/10 table 254 suppress_prefixlength 9", guard);
        Assert.Contains("18600: not fwmark 0x4846/0xffffffff table 1212547072", Guard(Rules(["::/0"])));
    }

    [Fact]
    public void Where_networks_of_the_other_family_are_named_only_those_are_kept_in()
    {
        string[] guard = Guard(Rules(["0.0.0.0/0", "fd00:20::/64"]));

        Assert.DoesNotContain("-6 18600: not fwmark 0x4846/0xffffffff unreachable", guard);
        Assert.Equal(
            ["unreachable fd00:20::/64 table 18502", "-6 18400: not fwmark 0x4846/0xffffffff table 18502"],
            guard.Where(text => text.Contains("fd00") || text.StartsWith("-6", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_named_network_is_kept_in_behind_any_route_of_the_tunnel()
    {
        RouteEntry route = Assert.Single(Rules(["10.20.0.0/16"]).Guard().OfType<RouteItem>()).Route;

        Assert.Equal((RouteType.Unreachable, TunnelRules.BlockMetric, TunnelRules.Protocol), (route.Type, route.Priority, route.Protocol));
        Assert.DoesNotContain(Rules(["10.20.0.0/16"]).Guard().OfType<RuleItem>(), item => item.Rule.IsUnreachable || item.Rule.IsIPv6);
    }

    [Fact]
    public void A_named_network_behind_the_gateway_comes_before_the_sites_private_ones_and_after_its_named_ones()
    {
        TunnelRules rules = Rules(["0.0.0.0/0", "10.20.0.0/16"], own: ["10.20.7.0/24"]);
        RuleEntry[] guard = [.. rules.Guard().OfType<RuleItem>().Select(i => i.Rule).Where(r => !r.IsIPv6).OrderBy(r => r.Priority)];

        Assert.Equal("10.20.7.0/24", guard[0].Destination.ToString());
        Assert.Equal((18502u, 0), (guard[1].Table, guard[1].SuppressPrefixLength));
        Assert.Equal("10.0.0.0/8", guard[2].Destination.ToString());
    }

    [Fact]
    public void The_last_word_is_there_before_what_lets_through()
    {
        List<PlanItem> guard = [.. Rules(["0.0.0.0/0", "10.20.0.0/16"]).Guard()];

        Assert.True(guard.FindIndex(i => i is RuleItem one && IsLast(one.Rule)) < guard.FindIndex(i => i is RuleItem { Rule.Table: RouteEntry.MainTable }));
        Assert.IsType<RouteItem>(guard[0]);
    }

    [Fact]
    public void What_one_tunnel_loses_another_may_carry_and_no_two_rules_collide()
    {
        RuleEntry[] all = [.. Enumerable.Range(0, 16).SelectMany(i => new TunnelRules(i, 18502 + (uint)i, 1) { KillSwitch = true, Remote = [Prefix("0.0.0.0/0")] }.Guard())
            .OfType<RuleItem>().Select(i => i.Rule)];

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.True(all.Where(IsLast).Min(r => r.Priority) > all.Where(r => !IsLast(r)).Max(r => r.Priority));
    }

    [Fact]
    public void No_public_address_is_past_the_tunnel_but_those_that_are_named()
    {
        foreach (RuleEntry rule in Rules(["0.0.0.0/0", "::/0"]).Guard().OfType<RuleItem>().Select(i => i.Rule).Where(r => r.Table == RouteEntry.MainTable))
            Assert.DoesNotContain(rule.Destination!.Value.Network(), new[] { "8.0.0.0/7", "0.0.0.0/0", "2000::/3", "100.64.0.0/10" }.Select(Linux));
        Assert.DoesNotContain(new TunnelRules(0, 1, 1) { Own = [Prefix("0.0.0.0/0")] }.Of(isIPv6: false, isFull: false), i => i.Rule.Table != 1);
    }

    private static bool IsLast(RuleEntry rule) => rule.IsUnreachable || rule.Table >= 0x48460000;

    private static Platform.IpPrefix Linux(string text) => new(Prefix(text).Network.ToIPAddress(), Prefix(text).Length);

    private static string[] Guard(TunnelRules rules) => [.. rules.Guard().Select(item => item switch
    {
        RuleItem rule => rule.Rule.ToString(),
        RouteItem route => route.Route.ToString(),
        _ => $"{item}",
    })];

    private static TunnelRules Rules(string[] remote, string[]? own = null, bool allowsLocal = true) => new(0, 18502, 0x4846)
    {
        KillSwitch = true,
        AllowsLocalNetwork = allowsLocal,
        Remote = [.. remote.Select(Prefix)],
        Own = [.. (own ?? []).Select(Prefix)],
    };

    private static WirePrefix Prefix(string text) => WirePrefix.TryParse(text, out WirePrefix prefix) ? prefix : throw new ArgumentException(text);
}
