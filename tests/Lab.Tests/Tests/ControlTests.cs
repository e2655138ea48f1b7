using System.Globalization;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The lab itself, with a client that is known to work: strongSwan against strongSwan.</summary>
public sealed class ControlTests : LabTest
{
    [Fact]
    public void Strongswan_reaches_the_host_behind_the_gateway_through_the_nat()
    {
        using var lab = StartLabWithoutAgent();
        using (var client = StrongSwan.Start(lab.Topology.Site, SwanctlFile.ForClient(new GatewaySettings())))
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
