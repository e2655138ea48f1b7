using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>A network of the site's own behind the agent, with everything in the tunnel.</summary>
public sealed class ForwardingTests : LabTest
{
    private const int EthernetSegment = 1460, SmallestSegment = 1200;

    private static readonly GatewaySettings Gateway = new()
    {
        Children = [new GatewayChild("net", ["0.0.0.0/0"]) { ClientSubnets = ["dynamic", Addresses.SiteLan] }],
    };

    private static readonly AgentSettings Settings = new()
    {
        RemoteSubnets = ["0.0.0.0/0"], LocalSubnets = [Addresses.SiteLan], LocalNetwork = "block",
    };

    /// <summary>A second of packets at full speed would be more than can be read in the time of a test.</summary>
    private const string FirstSegments = "icmp or tcp[tcpflags] & tcp-syn != 0";

    [Fact]
    public void Its_packets_cross_its_segments_fit_and_it_is_reached_though_the_local_network_is_blocked()
    {
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab(Gateway);
        var lan = lab.Topology.AddSiteLan();
        lab.Topology.Host.Ip($"route replace {Addresses.SiteLan} via {Addresses.GatewayLanV4}");
        lab.Connect(Settings);
        Assert.Equal(0, Ping.Run(lan, Addresses.HostV4, 3).LossPercent);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.SiteLanHost, 3).LossPercent);

        using var behindGateway = new Capture(lab.Topology.Host, "lan", Path.Combine(lab.Topology.Folder, "host.pcapng"), FirstSegments);
        using var behindSite = new Capture(lan, "lan", Path.Combine(lab.Topology.Folder, "lan.pcapng"), FirstSegments);
        Assert.True(Iperf.Run(lan, lab.Topology.Host, Addresses.HostV4, 1, towardsClient: true).Bytes > 0);
        behindGateway.Stop(Addresses.GatewayLanV4);
        behindSite.Stop(Addresses.SiteLanRouter);
        AreSmall(behindGateway, Addresses.SiteLanHost);
        AreSmall(behindSite, Addresses.HostV4);
    }

    [Fact]
    public void While_there_is_no_tunnel_its_packets_go_nowhere()
    {
        using var lab = StartLab(Gateway);
        var lan = lab.Topology.AddSiteLan();
        Assert.Equal(0, Ping.Run(lan, Addresses.Gateway, 2).LossPercent);
        lab.Connect(Settings).Kill();
        Assert.Equal(100, Ping.Run(lan, Addresses.Gateway, 2).LossPercent);
    }

    /// <summary>The first segments of that sender, as they arrive.</summary>
    private static void AreSmall(Capture capture, string sender)
    {
        var sizes = new Tshark(capture.Path, Path.GetTempPath()).Fields($"tcp.flags.syn == 1 && ip.src == {sender}", "tcp.options.mss_val");
        Assert.NotEmpty(sizes);
        Assert.All(sizes, size => Assert.InRange(int.Parse(size, System.Globalization.CultureInfo.InvariantCulture), SmallestSegment, EthernetSegment - 1));
    }
}
