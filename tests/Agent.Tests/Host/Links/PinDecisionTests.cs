using Holdfast.Host.Links;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Host.Links;

public sealed class PinDecisionTests
{
    [Theory]
    [InlineData("eth0", false)]
    [InlineData("wlan0", true)]
    public void It_is_needed_where_the_configuration_prefers_another_than_the_kernel(string preferred, bool isNeeded) => Assert.Equal(
        isNeeded, IsNeeded(new Network().Ethernet(2, "eth0", 10).Ethernet(3, "wlan0", 20), true, default, preferred));

    [Fact]
    public void Without_a_configuration_the_kernel_s_choice_stands_as_long_as_its_link_runs()
    {
        Assert.False(IsNeeded(new Network().Ethernet(2, "eth0", 10).Ethernet(3, "wlan0", 20), false, default));
        Assert.True(IsNeeded(new Network().Ethernet(2, "eth0", 10, isRunning: false).Ethernet(3, "wlan0", 20), false, default));
    }

    [Fact]
    public void A_family_that_the_uplink_lacks_is_closed_only_where_it_would_leave_elsewhere_and_nobody_needs_it()
    {
        Network both = new Network().Ethernet(2, "eth0", 10)
            .Link(3, "wlan0").Address(3, "2001:db8::2/64").Route(3, "::/0", "fe80::1", 1024);

        Assert.False(IsNeeded(both, true, default, "eth0"));
        Assert.True(IsNeeded(both, true, new ClosedFamilies(false, true), "eth0"));
        Assert.False(IsNeeded(new Network().Ethernet(2, "eth0", 10), true, new ClosedFamilies(false, true), "eth0"));
    }

    [Fact]
    public void What_can_not_be_copied_is_not_held() => Assert.False(IsNeeded(
        new Network().Ethernet(2, "eth0", 10).Link(3, "wlan0").Address(3, "10.3.0.2/24").Route(3, "0.0.0.0/0", null, 20, isPartial: true),
        true, default, "wlan0"));

    [Fact]
    public void What_the_gateways_need_is_known_as_far_as_their_addresses_are()
    {
        Uplink four = Network.Uplink("eth0"), six = Network.Uplink("wlan0", hasIPv4: false, hasIPv6: true);
        GatewayFamilies families = new();
        families.Expect([0, 1]);
        Assert.True(families.AnyIsServedBy(four) && families.AnyIsServedBy(six));
        Assert.Equal(default, families.ClosedOn(four));

        Assert.True(families.Learn(0, [IpAddress.Parse("192.0.2.1")]));
        Assert.False(families.Learn(0, [IpAddress.Parse("192.0.2.1")]));
        Assert.Equal(default, families.ClosedOn(four)); // nobody knows about the second
        Assert.True(families.AnyIsServedBy(six));

        families.Learn(1, [IpAddress.Parse("192.0.2.9"), IpAddress.Parse("2001:db8::9")]);
        Assert.Equal(new ClosedFamilies(false, true), families.ClosedOn(four));
        Assert.Equal(default, families.ClosedOn(six)); // the first has no IPv6
        Assert.True(families.AnyIsServedBy(six));

        families.Learn(1, [IpAddress.Parse("192.0.2.9")]);
        Assert.False(families.AnyIsServedBy(six));
        Assert.False(families.Learn(1, []));
        Assert.Equal(["192.0.2.1", "192.0.2.9"], families.All.Select(a => a.ToString()));
    }

    private static bool IsNeeded(Network network, bool isChosen, ClosedFamilies closed, params string[] preferred)
    {
        UplinkChoice choice = new(new UplinkOrder(preferred));
        choice.Update(network.Uplinks(), _ => true);
        return PinDecision.IsNeeded(network.Table(), choice, isChosen, closed);
    }
}
