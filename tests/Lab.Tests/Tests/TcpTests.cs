using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>
/// IKE and ESP by TCP (RFC 9329), to strongSwan behind a relay, as it has no TCP of its own: the messages and packets are the real ones,
/// the other end of the stream is the relay's. To the gateway each connection is another port of its own machine.
/// </summary>
public sealed class TcpTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Forced_all_goes_by_tcp_and_nothing_is_lost()
    {
        using var lab = StartLab();
        using var relay = TcpRelay.Start(lab.Topology.Gateway.Network);
        lab.Topology.BlockUdp();
        lab.Connect(new AgentSettings { Tcp = "force" });
        Assert.Equal(Addresses.Gateway, lab.Gateway.OnlySa().RemoteHost);
        using (var traffic = lab.StartTraffic())
        {
            traffic.RunFor(2);
            NothingIsLost(traffic);
        }

        Assert.Empty(relay.Faults);
        Assert.Equal(1, relay.Connections);
    }

    [Fact]
    public void A_gateway_without_mobike_gets_a_new_session_by_tcp()
    {
        using var lab = StartLab(new GatewaySettings { Mobike = false });
        using var relay = TcpRelay.Start(lab.Topology.Gateway.Network);
        lab.Connect(new AgentSettings { TcpAfter = "2s", DetectionTime = "3s" });
        var before = lab.Gateway.OnlySa();
        lab.Topology.BlockUdp();
        Ping.Run(lab.Site, Addresses.HostV4, 2); // what goes out and is not answered
        Wait.Until("a new session by TCP", () => lab.Gateway.ListSas().Any(one =>
            one.InitiatorSpi != before.InitiatorSpi && one.RemoteHost == Addresses.Gateway && one.Installed.Any()), Patience);
        Wait.Until("packets cross again", () => Ping.Run(lab.Site, Addresses.HostV4, 2).LossPercent == 0, Patience);
        Assert.Empty(relay.Faults);
    }

    [Fact]
    public void A_reverse_path_check_does_not_stand_in_the_way()
    {
        using var lab = StartLab(RoutingTests.WholeInternet);
        using var relay = TcpRelay.Start(lab.Topology.Gateway.Network, 443);
        lab.Topology.BlockUdp();
        lab.Site.Sysctl("net/ipv4/conf/all/rp_filter=1", "net/ipv4/conf/wan/rp_filter=1");
        lab.Connect(RoutingTests.Everything with { Tcp = "force" });
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4, 2).LossPercent);
    }

    [Fact]
    public void A_lost_connection_is_made_anew_and_the_session_kept()
    {
        using var lab = StartLab();
        using var relay = TcpRelay.Start(lab.Topology.Gateway.Network);
        lab.Topology.BlockUdp();
        lab.Connect(new AgentSettings { Tcp = "force" });
        var before = lab.Gateway.OnlySa();
        relay.Cut();
        Wait.Until("packets cross again", () => Ping.Run(lab.Site, Addresses.HostV4, 2).LossPercent == 0, Patience);
        Assert.Equal(before.InitiatorSpi, lab.Gateway.OnlySa().InitiatorSpi);
        Assert.Equal(2, relay.Connections);
        Assert.Empty(relay.Faults);
    }

    [Fact]
    public void Where_udp_is_blocked_from_the_beginning_tcp_serves_by_the_second_port_and_udp_again_when_it_can()
    {
        using var lab = StartLab();
        using var relay = TcpRelay.Start(lab.Topology.Gateway.Network, 443);
        lab.Topology.BlockUdp();
        lab.Connect(new AgentSettings { TcpAfter = "2s" });
        var before = lab.Gateway.OnlySa();
        Assert.Equal(Addresses.Gateway, before.RemoteHost);
        lab.Topology.AllowUdp();
        Wait.Until("the session goes by UDP", () => lab.Gateway.OnlySa().RemoteHost == Addresses.NatOutside, Patience);
        Assert.Equal(before.InitiatorSpi, lab.Gateway.OnlySa().InitiatorSpi);
        Assert.Empty(relay.Faults);
    }

    [Fact]
    public void Udp_that_is_blocked_and_allowed_again_moves_the_session_to_tcp_and_back()
    {
        using var lab = StartLab();
        using var relay = TcpRelay.Start(lab.Topology.Gateway.Network);
        lab.Connect(new AgentSettings { TcpAfter = "2s", DetectionTime = "3s" });
        var before = lab.Gateway.OnlySa();
        Assert.Equal(Addresses.NatOutside, before.RemoteHost);
        using var traffic = lab.StartTraffic();
        traffic.RunFor(1);
        lab.Topology.BlockUdp();
        Wait.Until("the session goes by TCP", () => lab.Gateway.OnlySa().RemoteHost == Addresses.Gateway, Patience);
        Wait.Until("packets cross again", () => Ping.Run(lab.Site, Addresses.HostV4, 2).LossPercent == 0, Patience);
        Log($"{traffic.Stop()}");
        using var back = lab.StartTraffic();
        lab.Topology.AllowUdp();
        Wait.Until("the session goes by UDP", () => lab.Gateway.OnlySa().RemoteHost == Addresses.NatOutside, Patience);
        back.RunFor(2);
        var report = back.Stop();
        Log($"{report}");
        // The gateway's userspace ESP makes its Child SA anew for another address.
        Assert.InRange(report.Up.LongestOutage, 0, 2 * Traffic.PerSecond);
        Assert.InRange(report.Down.LongestOutage, 0, 2 * Traffic.PerSecond);
        Assert.Equal((before.UniqueId, before.InitiatorSpi), (lab.Gateway.OnlySa().UniqueId, lab.Gateway.OnlySa().InitiatorSpi));
        Assert.Empty(relay.Faults);
    }

    [Fact]
    public void A_session_that_was_moved_there_sends_no_nat_keepalives_by_udp()
    {
        const string Keepalive = "udp.length == 9";
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab();
        using var relay = TcpRelay.Start(lab.Topology.Gateway.Network);
        lab.Connect(new AgentSettings { TcpAfter = "2s", DetectionTime = "3s", NatKeepalive = "2s" });
        Assert.NotEmpty(Idle(lab, "udp").Fields(Keepalive, "frame.number"));
        lab.Topology.BlockUdp();
        Wait.Until("packets cross by TCP", () => Ping.Run(lab.Site, Addresses.HostV4, 2).LossPercent == 0, Patience);

        Assert.Equal(Addresses.Gateway, lab.Gateway.OnlySa().RemoteHost);
        Assert.Empty(Idle(lab, "tcp").Fields(Keepalive, "frame.number"));
    }

    /// <summary>What leaves the site while nothing is to do.</summary>
    private static Tshark Idle(TunnelLab lab, string name)
    {
        using var capture = new Capture(lab.Site, Topology.Wan, Path.Combine(lab.Topology.Folder, $"{name}.pcapng"));
        Thread.Sleep(TimeSpan.FromSeconds(6));
        capture.Stop(Addresses.NatInside);
        return new Tshark(capture.Path, Path.GetTempPath());
    }
}
