using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>
/// The site's address changes while traffic flows (RFC 4555). The gateway's userspace ESP cannot move a Child SA to another
/// address; so the gateway rekeys it.
/// </summary>
public sealed class MobikeTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // Of traffic in a row: what may be lost between the change and the gateway's new knowledge.
    private const int MostLostInARow = 2 * Traffic.PerSecond;

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Another_address_on_the_same_link_keeps_the_session(GatewayVersion version) =>
        KeepsSession(version, _ => { }, topology => topology.ChangeSiteAddress(), Addresses.NatOutside);

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Another_uplink_keeps_the_session(GatewayVersion version) => KeepsSession(
        version, topology => topology.AddSecondUplink(), topology => topology.SwitchToSecondUplink(),
        Addresses.SecondNatOutside);

    [Fact]
    public void A_gateway_without_mobike_gets_a_new_session()
    {
        using var lab = StartLab(new GatewaySettings { Mobike = false }, topology => topology.AddSecondUplink());
        lab.Connect(new AgentSettings { LivenessInterval = "3s", ConnectTimeout = "5s" });
        var before = lab.Gateway.OnlySa();
        lab.Topology.SwitchToSecondUplink();
        Wait.Until("a new session from the new address", () => lab.Gateway.ListSas().Any(one =>
            one.InitiatorSpi != before.InitiatorSpi && one.RemoteHost == Addresses.SecondNatOutside
            && one.Installed.Any()), TimeSpan.FromSeconds(30));
        Wait.Until("packets cross again", () => Ping.Run(lab.Site, Addresses.HostV4, 2).LossPercent == 0, Patience);
    }

    private static void KeepsSession(
        GatewayVersion version, Action<Topology> prepare, Action<Topology> change, string addressAfterwards)
    {
        using var lab = StartLab(new GatewaySettings { Version = version }, prepare);
        lab.Connect();
        var before = lab.Gateway.OnlySa();
        using (var traffic = lab.StartTraffic())
        {
            traffic.RunFor(1);
            change(lab.Topology);
            Wait.Until("the gateway knows the new address", () => HasMoved(lab, before, addressAfterwards), Patience);
            traffic.RunFor(2);
            var report = traffic.Stop();
            Log($"{report}");
            Assert.InRange(report.Up.LongestOutage, 0, MostLostInARow);
            Assert.InRange(report.Down.LongestOutage, 0, MostLostInARow);
        }
        using var after = lab.StartTraffic();
        after.RunFor(2);
        NothingIsLost(after);
        var now = lab.Gateway.OnlySa();
        Assert.Equal((before.UniqueId, before.InitiatorSpi), (now.UniqueId, now.InitiatorSpi));
        Agreement.WaitFor(lab);
    }

    private static bool HasMoved(TunnelLab lab, SecurityAssociation before, string address)
    {
        var now = lab.Gateway.OnlySa();
        return now.RemoteHost == address && now.RemotePort != before.RemotePort;
    }
}
