using System.Globalization;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The lab itself, with a client that is known to work: strongSwan against strongSwan.</summary>
public sealed class ControlTests : LabTest
{
    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Strongswan_reaches_the_host_behind_the_gateway_through_the_nat(GatewayVersion version)
    {
        var settings = new GatewaySettings { Version = version };
        using var lab = StartLabWithoutAgent(settings);
        using (var client = StrongSwan.Start(lab.Topology.Site, settings, SwanctlFile.ForClient(settings)))
        {
            client.Initiate();
            var association = Assert.Single(lab.Gateway.ListSas());
            Assert.Equal("ESTABLISHED", association.State);
            Assert.Equal("AES_GCM_16-128/PRF_HMAC_SHA2_256/CURVE_25519", association.Ike);
            Assert.Equal("AES_GCM_16-128", association.Esp);
            Assert.InRange(association.RemotePort, Addresses.FirstNatPort, Addresses.LastNatPort);

            Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
            Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV6).LossPercent);
            Assert.True(Iperf.Run(lab.Site, lab.Topology.Host, Addresses.HostV4, 1, towardsClient: false).Bytes > 0);

            client.Terminate();
            lab.Gateway.WaitForNoSa();
        }
    }

    /// <summary>What the count is worth: nothing is lost by the lab itself, and by the gateway's own rekeying.</summary>
    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Strongswan_with_itself_loses_nothing_in_rekeys(GatewayVersion version)
    {
        var settings = new GatewaySettings { Version = version };
        using var lab = StartLabWithoutAgent(settings);
        using var client = StrongSwan.Start(lab.Topology.Site, settings, SwanctlFile.ForClient(settings));
        client.Initiate();
        using var traffic = lab.StartTraffic();
        foreach (var rekey in new Action[] { () => lab.Gateway.RekeyChild(), lab.Gateway.RekeyIke, () => client.RekeyChild() })
        {
            traffic.RunFor(1);
            rekey();
        }
        traffic.RunFor(1);
        NothingIsLost(traffic);
    }

    [Fact]
    public void The_count_shows_what_the_network_loses()
    {
        using var lab = StartLabWithoutAgent();
        lab.Topology.Nat.Ip($"route add {Addresses.LanV4} via {Addresses.Gateway}");
        using var traffic = lab.StartTraffic();
        traffic.RunFor(0.5);
        lab.Topology.Nat.Nft("""
            table ip loss {
              chain forwarding {
                type filter hook forward priority -1;
                iif "outside" udp length 208 numgen inc mod 10 == 0 drop
              }
            }
            """);
        traffic.RunFor(1);
        var report = traffic.Stop();
        Assert.Equal(0, report.Up.Lost);
        Assert.InRange(report.Down.Lost, Traffic.PerSecond / 10 - 10, Traffic.PerSecond / 10 + 50);
        Assert.Equal(1, report.Down.LongestOutage);
    }

    [Fact]
    public void Without_a_tunnel_the_host_is_out_of_reach()
    {
        using var lab = StartLabWithoutAgent();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.Gateway, 2).LossPercent);
        Assert.Equal(100, Ping.Run(lab.Site, Addresses.HostV4, 2).LossPercent);
    }

    [Fact]
    public void A_snapshot_shows_every_kind_of_change()
    {
        using var lab = StartLabWithoutAgent();
        var before = lab.SiteSnapshot();
        Assert.Equal(before, lab.SiteSnapshot());
        string[] changes =
        [
            "route {0} 10.99.0.0/16 via 10.10.1.1 table 220", "route {0} unreachable fd00:99::/64",
            "rule {0} fwmark 1 table 220", "addr {0} 10.98.0.1/32 dev wan", "addr {0} fd00:98::1/128 dev wan",
            "tuntap {0} dev left-over mode tun",
        ];
        foreach (var change in changes)
        {
            lab.Site.Ip(string.Format(CultureInfo.InvariantCulture, change, "add"));
            Assert.NotEqual(before, lab.SiteSnapshot());
            lab.Site.Ip(string.Format(CultureInfo.InvariantCulture, change, "del"));
            Assert.Equal(before, lab.SiteSnapshot());
        }
    }
}
