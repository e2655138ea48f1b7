using System.Net;
using Holdfast.Host.Links;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Xunit;
using LinuxPrefix = Holdfast.Platform.IpPrefix;

namespace Holdfast.Tests.Host.Links;

public sealed class UplinkPlanTests
{
    private const uint Mark = 0x4846;

    [Fact]
    public void The_uplink_s_route_is_in_a_table_of_its_own_and_only_the_mark_leads_there() => Assert.Equal(
        [
            "10.0.0.1/32 dev 2 table 18501",
            "0.0.0.0/0 via 10.0.0.1 dev 2 table 18501",
            "18290: fwmark 0x4846/0xffffffff table 254 suppress_prefixlength 1",
            "18291: fwmark 0x4846/0xffffffff table 18501",
            "-6 18290: fwmark 0x4846/0xffffffff table 254 suppress_prefixlength 1",
            "-6 18291: fwmark 0x4846/0xffffffff table 18501",
        ],
        Texts(UplinkPlan.Of(Network.Uplink("eth0"), [Mark], default)));

    [Fact]
    public void Each_mark_has_its_rules() => Assert.Equal(
        8, UplinkPlan.Of(Network.Uplink("eth0"), [Mark, 7], default).Items.OfType<RuleItem>().Count());

    [Fact]
    public void What_the_uplink_lacks_and_nobody_needs_goes_nowhere() => Assert.Contains(
        "unreachable ::/0 table 18501", Texts(UplinkPlan.Of(Network.Uplink("eth0"), [Mark], new ClosedFamilies(false, true))));

    [Fact]
    public void A_gateway_of_the_link_s_own_needs_no_route_and_a_point_to_point_link_no_gateway()
    {
        Uplink six = Network.Uplink("eth0", routes: new RouteEntry(LinuxPrefix.Default(true)) { Link = 2, Gateway = IPAddress.Parse("fe80::1") });
        Uplink modem = Network.Uplink("ppp0", routes: new RouteEntry(LinuxPrefix.Default(false)) { Link = 2 });

        Assert.Equal(["::/0 via fe80::1 dev 2 table 18501"], Texts(UplinkPlan.Of(six, [], default)));
        Assert.Equal(["0.0.0.0/0 dev 2 table 18501"], Texts(UplinkPlan.Of(modem, [], default)));
    }

    [Fact]
    public void All_of_it_carries_the_tag_by_which_leftovers_are_known()
    {
        TunnelPlan plan = UplinkPlan.Of(Network.Uplink("eth0"), [Mark], default);

        Assert.All(plan.Items.OfType<RuleItem>(), item => Assert.Equal(TunnelRules.Protocol, item.Rule.Protocol));
        Assert.All(plan.Items.OfType<RouteItem>(), item => Assert.Equal(TunnelRules.Protocol, item.Route.Protocol));
        Assert.All(plan.Items.OfType<RuleItem>(), item => Assert.True(TunnelRules.IsPriority(item.Rule.Priority)));
    }

    private static IEnumerable<string> Texts(TunnelPlan plan) =>
        plan.Items.Select(item => item is RuleItem rule ? rule.Rule.ToString() : ((RouteItem)item).Route.ToString());
}
