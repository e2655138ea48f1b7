using Holdfast.Host.Links;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Xunit;

namespace Holdfast.Tests.Host.Links;

public sealed class UplinkTableTests
{
    [Fact]
    public void A_link_that_runs_with_an_address_and_a_default_route_leads_out()
    {
        Uplink uplink = Assert.Single(new Network().Ethernet(2, "eth0", 100).Uplinks());

        Assert.Equal((2, "eth0", UplinkKind.Ethernet, 100u), (uplink.Link, uplink.Device, uplink.Kind, uplink.Metric));
        Assert.Equal((true, false), (uplink.HasIPv4, uplink.HasIPv6));
        Assert.Equal(["10.2.0.2"], uplink.Addresses.Select(a => a.ToString()));
        Assert.Equal("10.2.0.1", uplink.DefaultRoute(false)!.Value.Gateway!.ToString());
        Assert.Null(uplink.DefaultRoute(true));
    }

    [Fact]
    public void The_kernels_order_is_that_of_the_metrics() => Assert.Equal(
        ["wlan0", "eth0", "eth1"],
        new Network().Ethernet(2, "eth0", 200).Ethernet(3, "eth1", 300).Ethernet(4, "wlan0", 100).Uplinks().Select(u => u.Device));

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_link_that_is_down_or_has_no_carrier_does_not(bool isUp, bool isRunning) => Assert.Empty(new Network()
        .Link(2, "eth0", isUp, isRunning).Address(2, "10.0.0.2/24").Route(2, "0.0.0.0/0", "10.0.0.1", 0).Way(2, "198.51.100.1").Uplinks());

    [Theory]
    [InlineData("169.254.7.7/16", "0.0.0.0/0")]
    [InlineData("fe80::1/64", "::/0")]
    public void An_address_of_the_link_alone_leads_nowhere(string address, string destination) => Assert.Empty(
        new Network().Link(2, "eth0").Address(2, address).Route(2, destination, null, 1024).Uplinks());

    [Fact]
    public void An_address_that_may_be_someone_else_s_does_not_count()
    {
        Network network = new Network().Link(2, "eth0").Address(2, "2001:db8::2/64", isTentative: true).Route(2, "::/0", "fe80::1", 1024);
        Assert.Empty(network.Uplinks());

        Assert.True(Assert.Single(network.Address(2, "2001:db8::3/64").Uplinks()).HasIPv6);
    }

    [Fact]
    public void Tunnels_of_the_agent_and_what_it_has_in_its_tables_are_no_uplinks() => Assert.Empty(new Network()
        .Ethernet(2, "hf0", 0)
        .Link(3, "eth0").Address(3, "10.0.0.2/24").Route(3, "0.0.0.0/0", "10.0.0.1", 0, 18501, TunnelRules.Protocol)
        .Uplinks("hf0"));

    [Fact]
    public void A_default_route_in_another_table_leads_out_too()
    {
        Uplink uplink = Assert.Single(new Network().Link(2, "wan").Address(2, "10.0.0.2/24").Route(2, "0.0.0.0/0", "10.0.0.1", 5, 100).Uplinks());

        Assert.Equal((Uplink.NoMetric, 100u), (uplink.Metric, uplink.DefaultRoute(false)!.Value.Table));
    }

    [Fact]
    public void Two_halves_are_a_default_route() => Assert.Single(new Network()
        .Link(2, "ppp0", type: LinkEntry.PointToPoint).Address(2, "10.0.0.2/32").Route(2, "0.0.0.0/1", null, 0).Route(2, "128.0.0.0/1", null, 0)
        .Uplinks());

    [Fact]
    public void Where_the_kernel_would_send_there_is_a_way_whatever_the_routes_look_like()
    {
        Uplink uplink = Assert.Single(new Network().Link(2, "eth0").Way(2, "198.51.100.1").Uplinks());

        Assert.True(uplink.HasIPv4);
        Assert.Empty(uplink.DefaultRoutes);
    }

    [Fact]
    public void What_can_not_be_made_anew_is_an_uplink_without_a_route_to_copy()
    {
        Uplink uplink = Assert.Single(new Network()
            .Link(2, "eth0").Address(2, "10.0.0.2/24").Route(2, "0.0.0.0/0", null, 0, isPartial: true).Uplinks());

        Assert.Empty(uplink.DefaultRoutes);
    }

    [Fact]
    public void The_best_of_several_default_routes_is_its_own()
    {
        Uplink uplink = Assert.Single(new Network().Link(2, "eth0").Address(2, "10.0.0.2/24")
            .Route(2, "0.0.0.0/0", "10.0.0.3", 0, 100).Route(2, "0.0.0.0/0", "10.0.0.9", 50).Route(2, "0.0.0.0/0", "10.0.0.1", 10).Uplinks());

        Assert.Equal(("10.0.0.1", 10u), (uplink.DefaultRoute(false)!.Value.Gateway!.ToString(), uplink.Metric));
    }

    [Fact]
    public void The_kernel_s_choice_is_the_lowest_metric_whether_its_link_runs_or_not()
    {
        UplinkTable table = new Network().Ethernet(2, "eth0", 10, isRunning: false).Ethernet(3, "wlan0", 20).Table();

        Assert.Equal((2, 0), (table.KernelsChoice(isIPv6: false), table.KernelsChoice(isIPv6: true)));
    }

    [Fact]
    public void Its_fingerprint_is_another_when_anything_of_it_is()
    {
        string[] all =
        [
            Of(new Network().Ethernet(2, "eth0", 10)),
            Of(new Network().Ethernet(2, "eth0", 11)),
            Of(new Network().Ethernet(2, "eth0", 10).Address(2, "10.2.0.7/24")),
            Of(new Network().Ethernet(3, "eth0", 10)),
            Of(new Network().Link(2, "eth0").Address(2, "10.2.0.2/24").Route(2, "0.0.0.0/0", "10.2.0.254", 10)),
            Of(new Network().Ethernet(2, "eth0", 10).Address(2, "2001:db8::2/64").Route(2, "::/0", "fe80::1", 1024)),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[0], Of(new Network().Ethernet(2, "eth0", 10)));
    }

    private static string Of(Network network) => Assert.Single(network.Uplinks()).Fingerprint;
}
