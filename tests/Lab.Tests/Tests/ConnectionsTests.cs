using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Several connections in one agent, each with a session, a device and routes of its own.</summary>
public sealed class ConnectionsTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Both log in as the same client, which the gateway must not take for one that comes again.
    private static readonly GatewaySettings Gateway = new()
    {
        Unique = "never",
        Children = [new GatewayChild("four", [Addresses.LanV4]), new GatewayChild("six", [Addresses.LanV6])],
    };

    private static readonly AgentConnection Four = new("four") { RemoteSubnets = [Addresses.LanV4], RequestAddress = ["ipv4"] };
    private static readonly AgentConnection Six = new("six") { RemoteSubnets = [Addresses.LanV6], RequestAddress = ["ipv6"] };

    [Fact]
    public void Both_carry_their_traffic_and_leave_nothing_behind()
    {
        using var lab = StartLab(Gateway);
        var before = lab.SiteSnapshot();
        var agent = lab.StartAgent(new AgentSettings { RekeyTest = false, Connections = [Four, Six] });
        Wait.Until("two sessions stand", () => Sessions(lab) == 2, Patience);

        Assert.Equal(2, lab.Gateway.ListSas().Count);
        BothCross(lab);
        Assert.Contains("hf1", lab.Holdfast("status", "six").Output);
        Assert.DoesNotContain("hf0", lab.Holdfast("status", "six").Output);

        Assert.Equal(0, agent.Stop());
        Assert.Empty(lab.Gateway.ListSas());
        Assert.Equal(before, lab.SiteSnapshot());
    }

    [Fact]
    public void One_that_is_refused_is_tried_again_and_the_other_stays()
    {
        using var lab = StartLab(Gateway);
        var agent = lab.StartAgent(new AgentSettings { RekeyTest = false, Connections = [Six with { Secret = "another one" }, Four] });
        agent.WaitForLine(AgentLog.Connected);
        agent.WaitForLine(new("six: .*not connected: .*AUTHENTICATION_FAILED.*next attempt in"));

        Assert.Equal(1, Sessions(lab));
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(0, agent.Stop());
    }

    private static int Sessions(TunnelLab lab)
    {
        var status = lab.Holdfast("status", "--json").Output;
        return status.Length == 0 ? 0 : AgentStatus.Parse(status).IkeSpis.Count;
    }

    private static void BothCross(TunnelLab lab)
    {
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV6).LossPercent);
    }
}
