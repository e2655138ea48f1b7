using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>An agent that could not tidy up does not stand in the way of the next one.</summary>
public sealed class RestartTests : LabTest
{
    [Fact]
    public void After_kill_9_the_next_start_connects_and_its_stop_leaves_the_network_as_before_the_first()
    {
        using var lab = StartLab();
        var before = lab.SiteSnapshot();
        var killed = lab.Connect();
        killed.Kill();

        var agent = lab.Connect();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        var devices = lab.Site.Check("ip", "-oneline", "link", "show", "type", "tun");
        Assert.Single(devices.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
        Assert.Equal(Machine.OriginalResolvConf, File.ReadAllText(lab.Topology.Site.ResolvConf));
    }

    [Fact]
    public void Kill_9_with_everything_through_the_tunnel_is_mended_too()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        var before = lab.SiteSnapshot();
        lab.Connect(RoutingTests.Everything).Kill();
        var agent = lab.Connect(RoutingTests.Everything);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        agent.Stop();
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    [Fact]
    public void A_second_agent_beside_the_first_is_refused_and_disturbs_nothing()
    {
        using var lab = StartLab();
        lab.Connect();
        var connected = lab.SiteSnapshot();
        var second = lab.StartAgentAsConfigured();
        Assert.NotEqual(ExitCodes.AskedToStop, second.WaitForExit());
        Assert.Single(second.ErrorLines);
        Assert.Equal(connected, lab.SiteSnapshot());
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }
}
