using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>What goes through the tunnel and what must not.</summary>
public sealed class RoutingTests : LabTest
{
    // The agent's own sockets carry it.
    private const string FwMark = "0x4846";

    internal static readonly GatewaySettings WholeInternet = new() { Subnets = ["0.0.0.0/0", "::/0"] };

    internal static readonly AgentSettings Everything = new() { RemoteSubnets = ["0.0.0.0/0", "::/0"] };

    [Fact]
    public void With_everything_through_the_tunnel_only_the_agent_itself_reaches_the_gateway_outside()
    {
        using var lab = StartLab(WholeInternet);
        lab.Connect(Everything);

        Assert.DoesNotContain("dev wan ", RouteTo(lab, Addresses.Gateway), StringComparison.Ordinal);
        Assert.Contains("dev wan ", RouteTo(lab, Addresses.Gateway, "mark", FwMark), StringComparison.Ordinal);
        Assert.DoesNotContain("dev wan ", RouteTo(lab, Addresses.HostV4), StringComparison.Ordinal);
        Assert.DoesNotContain("dev wan ", RouteTo(lab, "198.51.100.1"), StringComparison.Ordinal);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV6).LossPercent);

    }

    [Fact]
    public void Without_a_kill_switch_everybody_reaches_the_gateway_outside_and_all_is_as_before_in_the_end()
    {
        using var lab = StartLab(WholeInternet);
        var before = lab.SiteSnapshot();
        var agent = lab.Connect(Everything with { KillSwitch = false });
        Assert.Contains("dev wan ", RouteTo(lab, Addresses.Gateway), StringComparison.Ordinal);
        Assert.DoesNotContain("dev wan ", RouteTo(lab, "198.51.100.1"), StringComparison.Ordinal);

        agent.Stop();
        Assert.Equal(before, lab.SiteSnapshot());
    }

    [Fact]
    public void A_split_tunnel_takes_its_subnets_and_nothing_else()
    {
        using var lab = StartLab();
        lab.Connect(new AgentSettings { RemoteSubnets = [Addresses.LanV4] });
        Assert.DoesNotContain("dev wan ", RouteTo(lab, Addresses.HostV4), StringComparison.Ordinal);
        Assert.Contains("dev wan ", RouteTo(lab, Addresses.Gateway), StringComparison.Ordinal);
        Assert.Contains("dev wan ", RouteTo(lab, "198.51.100.1"), StringComparison.Ordinal);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.NatInside, 3).LossPercent);
    }

    [Fact]
    public void Ipv6_crosses_inside_the_ipv4_tunnel()
    {
        using var lab = StartLab();
        lab.Connect(new AgentSettings
        {
            RequestAddress = ["ipv4", "ipv6"],
            RemoteSubnets = [Addresses.LanV4, Addresses.LanV6],
        });
        Assert.Contains("fd00:30::", Assert.Single(lab.Gateway.ListSas()).RemoteAddresses, StringComparison.Ordinal);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV6).LossPercent);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }

    [Fact]
    public void A_gateway_without_ipv6_still_serves_ipv4()
    {
        using var lab = StartLab(new GatewaySettings { VirtualIpv6 = false, Subnets = [Addresses.LanV4] });
        lab.Connect();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }

    private static string RouteTo(TunnelLab lab, string address, params string[] more) =>
        lab.Site.Check(["ip", "-oneline", "route", "get", address, .. more]);
}
