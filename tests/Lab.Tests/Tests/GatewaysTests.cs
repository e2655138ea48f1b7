using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Several gateways: the first that answers serves, and the preferred one again when it is well.</summary>
public sealed class GatewaysTests : LabTest
{
    /// <summary>Nobody's address, until the gateway gets it too.</summary>
    private const string Preferred = "192.0.2.9";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly AgentSettings Two = new()
    {
        Gateways = [Preferred, Addresses.Gateway], Failback = "3s", RekeyTest = false, LivenessInterval = "2s",
    };

    [Fact]
    public void Another_gateway_serves_until_the_preferred_one_is_well()
    {
        using var lab = StartLab(new GatewaySettings { LocalAddresses = "%any" });
        var agent = lab.StartTirelessAgent(Two);
        Assert.Contains(Addresses.Gateway, agent.WaitForConnected(), StringComparison.Ordinal);
        using var traffic = lab.StartTraffic();
        lab.Topology.Gateway.Network.Ip($"addr add {Preferred}/24 dev {Topology.Wan}");
        agent.WaitForLine(new(@"^connected to .*192\.0\.2\.9"), Minute);
        // Made before the other was left: nothing was lost.
        NothingIsLost(traffic);
        lab.Topology.Gateway.Network.Ip($"addr del {Preferred}/24 dev {Topology.Wan}");
        Wait.Until("the other one serves again",
            () => lab.Holdfast("status", "--json").Output.Contains($"\"gatewayAddress\": \"{Addresses.Gateway}\"", StringComparison.Ordinal), Minute);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
    }

    [Fact]
    public void It_goes_on_trying_where_nobody_answers_at_first()
    {
        using var lab = StartLab();
        lab.Topology.CutOffGateway();
        var agent = lab.StartTirelessAgent(new AgentSettings());
        agent.WaitForLine(new("^connecting to .* to port 4500$"));
        Assert.Contains("waits for", lab.Holdfast("status").Output, StringComparison.Ordinal);
        lab.Topology.Nat.Nft("flush chain ip filter forwarding; add rule ip filter forwarding ct state established,related accept; "
            + "add rule ip filter forwarding iif \"inside\" accept");
        agent.WaitForLine(AgentLog.Connected, Minute);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }

    [Fact]
    public void Port_4500_serves_where_500_is_filtered()
    {
        using var lab = StartLab();
        lab.Topology.Nat.Nft("insert rule ip filter forwarding udp dport 500 drop");
        var agent = lab.StartTirelessAgent(new AgentSettings());
        agent.WaitForLine(AgentLog.Connected, Minute);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }
}
