using Holdfast.Host.Net;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Wire;
using Xunit;
using WirePrefix = Holdfast.Wire.IpPrefix;

namespace Holdfast.Tests.Host;

public sealed class TunnelPlannerTests
{
    private static readonly IpAddress Gateway = IpAddress.Parse("192.0.2.2");
    private static readonly IpAddress Local = IpAddress.Parse("10.10.1.2");

    [Fact]
    public void A_full_tunnel_without_a_kill_switch_keeps_the_gateway_and_the_sites_own_networks_out()
    {
        TunnelPlan plan = Plan(Needs(["10.30.0.1"], ["0.0.0.0/0"]));

        Assert.Equal(RouteType.Throw, Routes(plan)[0].Type);
        Assert.Equal(["192.0.2.2/32", "0.0.0.0/0"], Routes(plan).Select(r => r.Destination.ToString()));
        Assert.Equal("10.30.0.1", Routes(plan)[1].PreferredSource!.ToString());
        Assert.Contains(Rules(plan), rule => rule is { Table: RouteEntry.MainTable, SuppressPrefixLength: 7 } && rule.Destination!.Value.ToString() == "10.0.0.0/8");
        Assert.All(Rules(plan), rule => Assert.Equal(TunnelRules.Protocol, rule.Protocol));
    }

    [Fact]
    public void With_a_kill_switch_the_rules_are_its_own_and_only_the_agents_packets_pass_to_the_gateway()
    {
        TunnelPlan plan = Plan(Needs(["10.30.0.1"], ["0.0.0.0/0"]), killSwitch: true);

        Assert.Empty(Rules(plan));
        Assert.Equal("0.0.0.0/0", Assert.Single(Routes(plan)).Destination.ToString());
    }

    [Fact]
    public void A_named_network_that_the_gateway_granted_within_a_larger_one_has_a_route_of_its_own()
    {
        TunnelPlan plan = new TunnelPlanner(7, "hf0", new TunnelRules(0, 18502, 1) { KillSwitch = true, Remote = [Prefix("0.0.0.0/0"), Prefix("10.20.0.0/16"), Prefix("fd00:20::/64")] }, true)
            .Plan(Needs(["10.30.0.1"], ["0.0.0.0/0"]));

        Assert.Equal(["0.0.0.0/0", "10.20.0.0/16"], Routes(plan).Select(r => r.Destination.ToString()));
    }

    [Fact]
    public void What_arrives_for_an_inner_address_is_filtered_before_the_address_is_there()
    {
        TunnelPlan plan = Plan(Needs(["10.30.0.1"], ["10.20.0.0/16"]) with { Kept = [IpAddress.Parse("10.30.0.7")] });
        PlanItem[] items = [.. plan.Items];
        FilterItem filter = Assert.Single(items.OfType<FilterItem>());

        Assert.Equal(("hf0", "10.30.0.1, 10.30.0.7"), (filter.Device, string.Join(", ", filter.Addresses)));
        Assert.True(Array.IndexOf(items, filter) < Array.FindIndex(items, item => item is AddressItem));
    }

    [Fact]
    public void Every_address_of_the_gateway_stays_outside()
    {
        TunnelPlan plan = Plan(Needs(["10.30.0.1"], ["0.0.0.0/0"]) with { Gateways = [Gateway, IpAddress.Parse("192.0.2.9")] });

        Assert.Equal(["192.0.2.2/32", "192.0.2.9/32"], Routes(plan).Where(r => r.Type == RouteType.Throw).Select(r => r.Destination.ToString()));
    }

    [Fact]
    public void A_tunnel_to_one_network_comes_before_one_to_everything()
    {
        uint split = Assert.Single(Rules(Plan(Needs(["10.30.0.1"], ["10.20.0.0/16"]), connection: 9))).Priority;
        uint full = Rules(Plan(Needs(["10.30.0.1"], ["0.0.0.0/0"]), connection: 0)).Min(r => r.Priority);

        Assert.True(split < full);
    }

    [Fact]
    public void Rules_of_several_full_tunnels_do_not_collide() =>
        Assert.Equal(6, Rules(Plan(Needs(["10.30.0.1"], ["0.0.0.0/0"])))
            .Concat(Rules(Plan(Needs(["10.30.0.1"], ["0.0.0.0/0"]), connection: 1)))
            .Where(rule => !rule.IsIPv6).Select(rule => rule.Priority).Distinct().Count());

    [Fact]
    public void Without_an_inner_IPv6_address_nothing_of_IPv6_is_routed() =>
        Assert.DoesNotContain(Routes(Plan(Needs(["10.30.0.1"], ["0.0.0.0/0", "::/0"]))), r => r.Destination.IsIPv6);

    [Fact]
    public void In_transport_mode_the_gateway_itself_is_routed_from_the_outer_address()
    {
        TunnelNeeds needs = Needs([], ["192.0.2.2/32"]);
        RouteEntry route = Assert.Single(Routes(Plan(needs with { Tunnel = needs.Tunnel with { HasTransportMode = true } })));

        Assert.Equal((RouteType.Unicast, "10.10.1.2"), (route.Type, route.PreferredSource!.ToString()));
    }

    [Fact]
    public void Addresses_of_a_session_that_is_being_closed_are_kept_and_none_is_there_twice()
    {
        TunnelPlan plan = Plan(Needs(["10.30.0.1"], ["10.20.0.0/16"]) with { Kept = [IpAddress.Parse("10.30.0.1"), IpAddress.Parse("10.30.0.7")] });

        Assert.Equal(["10.30.0.1/32", "10.30.0.7/32"], plan.Items.OfType<AddressItem>().Select(a => a.Address.Prefix.ToString()));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Name_servers_are_used_when_they_are_wanted(bool useDns, int expected) =>
        Assert.Equal(expected, new TunnelPlanner(7, "hf0", new TunnelRules(0, 18502, 1), useDns).Plan(Needs(["10.30.0.1"], ["10.20.0.0/16"])).Items.OfType<NameServersItem>().Count());

    [Fact]
    public void Name_servers_are_for_the_domains_that_the_gateway_names_and_those_outside_of_the_tunnel_are_left_out()
    {
        TunnelNeeds needs = Needs(["10.30.0.1"], ["10.20.0.0/16"]);
        needs = needs with { Tunnel = needs.Tunnel with { DnsServers = [IpAddress.Parse("9.9.9.9"), IpAddress.Parse("10.20.0.53")], DnsDomains = ["corp.example"] } };

        Assert.Equal(
            new NameServersItem([IpAddress.Parse("10.20.0.53")], ["corp.example"], HasDevice: true), Assert.Single(Plan(needs).Items.OfType<NameServersItem>()));
        Assert.False(Assert.Single(new TunnelPlanner(0, null, new TunnelRules(0, 18502, 0x4846), useDns: true, addressLink: 1)
            .Plan(needs).Items.OfType<NameServersItem>()).HasDevice);
    }

    [Fact]
    public void Without_a_device_routes_lead_over_the_uplink_and_addresses_are_elsewhere()
    {
        TunnelPlan plan = Policies(Needs(["10.30.0.1"], ["0.0.0.0/0"]) with { Link = 3, Mtu = 1438 });

        Assert.Empty(plan.Items.OfType<LinkUpItem>());
        Assert.Equal(1, Assert.Single(plan.Items.OfType<AddressItem>()).Address.Link);
        RouteEntry route = Routes(plan).Single(r => r.Type == RouteType.Unicast);
        Assert.Equal((3, 1438, null, "10.30.0.1"), (route.Link, route.Mtu, route.Gateway, route.PreferredSource!.ToString()));
        Assert.Equal("192.0.2.2/32", Routes(plan).Single(r => r.Type == RouteType.Throw).Destination.ToString());
        Assert.Contains(Rules(plan), rule => rule is { Table: 18502, SuppressPrefixLength: -1 });
    }

    [Fact]
    public void Without_a_device_transport_mode_takes_the_way_that_the_gateway_has()
    {
        TunnelNeeds needs = Needs([], ["192.0.2.2/32"]) with { Link = 3 };
        TunnelPlan plan = Policies(needs with { Tunnel = needs.Tunnel with { HasTransportMode = true } });

        Assert.Equal(RouteType.Throw, Assert.Single(Routes(plan)).Type);
    }

    private static TunnelPlan Policies(TunnelNeeds needs) =>
        new TunnelPlanner(0, null, new TunnelRules(0, 18502, 0x4846), useDns: false, addressLink: 1).Plan(needs);

    private static TunnelNeeds Needs(string[] addresses, string[] remote) => new(
        new TunnelConfiguration(
            [.. addresses.Select(IpAddress.Parse)], [IpAddress.Parse("10.20.0.53")], [],
            [.. remote.Select(r => TrafficSelector.FromPrefix(Prefix(r)))]),
        Local, [Gateway], []);

    private static TunnelPlan Plan(TunnelNeeds needs, int connection = 0, bool killSwitch = false) =>
        new TunnelPlanner(7, "hf0", new TunnelRules(connection, 18502, 0x4846) { KillSwitch = killSwitch }, useDns: true).Plan(needs);

    private static WirePrefix Prefix(string text) => WirePrefix.TryParse(text, out WirePrefix prefix) ? prefix : throw new ArgumentException(text);

    private static List<RouteEntry> Routes(TunnelPlan plan) => [.. plan.Items.OfType<RouteItem>().Select(r => r.Route)];

    private static List<RuleEntry> Rules(TunnelPlan plan) => [.. plan.Items.OfType<RuleItem>().Select(r => r.Rule)];
}
