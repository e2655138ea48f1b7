using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>IPv4 and IPv6, inside and outside the tunnel.</summary>
public sealed class FamilyTests : LabTest
{
    [Theory]
    [InlineData(GatewayVersion.Installed, Addresses.GatewayV6)]
    [InlineData(GatewayVersion.Installed, Addresses.Gateway)]
    [InlineData(GatewayVersion.Sid, Addresses.GatewayV6)]
    public void Both_cross_inside_whatever_is_outside(GatewayVersion version, string gateway)
    {
        using var lab = StartLab(
            new GatewaySettings { Version = version, LocalAddresses = "%any" }, topology => topology.AddIpv6());
        var before = lab.SiteSnapshot();
        var agent = lab.Connect(new AgentSettings { Gateway = gateway, RekeyTest = false });
        Assert.Equal(gateway, lab.Gateway.OnlySa().LocalHost);
        foreach (var address in new[] { Addresses.HostV4, Addresses.HostV6 })
        {
            using var traffic = lab.StartTraffic(address);
            traffic.RunFor(1);
            lab.Gateway.RekeyChild();
            traffic.RunFor(1);
            NothingIsLost(traffic);
        }
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        lab.Gateway.WaitForNoSa();
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    [Fact]
    public void Everything_through_an_ipv6_tunnel_leaves_the_gateway_outside()
    {
        using var lab = StartLab(
            RoutingTests.WholeInternet with { LocalAddresses = "%any" }, topology => topology.AddIpv6());
        lab.Connect(RoutingTests.Everything with { Gateway = Addresses.GatewayV6 });
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV6).LossPercent);
    }
}
