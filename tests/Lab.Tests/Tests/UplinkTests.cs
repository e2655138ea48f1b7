using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Two uplinks with a default route each; the kernel prefers the first by its metric, and the configuration the second.</summary>
public sealed partial class UplinkTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly AgentSettings Settings = new() { Uplinks = [Paths.SecondWan, Topology.Wan] };

    [Fact]
    public void The_configured_one_is_used_left_when_its_cable_is_pulled_and_taken_again()
    {
        using var lab = StartLab(prepare: AddUplinks);
        lab.Connect(Settings);
        Assert.Equal(Addresses.SecondNatOutside, lab.Gateway.OnlySa().RemoteHost);
        Assert.Contains($"{Paths.SecondWan} (ethernet), held there; also {Topology.Wan} (ethernet)", lab.Holdfast("status").Output, StringComparison.Ordinal);
        var before = lab.Gateway.OnlySa();

        lab.Topology.Nat.Ip("link set inside2 down");
        WaitForPath(lab, Addresses.NatOutside);
        lab.Topology.Nat.Ip("link set inside2 up");
        WaitForPath(lab, Addresses.SecondNatOutside);
        Assert.Equal(before.InitiatorSpi, lab.Gateway.OnlySa().InitiatorSpi);
    }

    [Fact]
    public void One_over_which_nobody_answers_is_left_for_the_other()
    {
        using var lab = StartLab(prepare: AddUplinks);
        var agent = lab.Connect(Settings with { LivenessInterval = "2s", ConnectTimeout = "4s" });
        lab.Topology.Nat.Nft("insert rule ip filter forwarding iif \"inside2\" udp dport { 500, 4500 } drop");

        agent.WaitForLine(LeftAsInVain(), TimeSpan.FromSeconds(90)); // silence is believed after a minute
        Wait.Until("a session over the other uplink", () => lab.Gateway.ListSas().Any(one =>
            one.RemoteHost == Addresses.NatOutside && one.Installed.Any()), TimeSpan.FromSeconds(30));
        Wait.Until("packets cross", () => Ping.Run(lab.Site, Addresses.HostV4, 2).LossPercent == 0, Patience);
        Assert.Contains(
            $"{Topology.Wan} (ethernet), as attempts over {Paths.SecondWan} (ethernet) were in vain", lab.Holdfast("status").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_word_it_is_the_kernel_s_and_nothing_is_held()
    {
        using var lab = StartLab(prepare: AddUplinks);
        lab.Connect();

        Assert.Equal(Addresses.NatOutside, lab.Gateway.OnlySa().RemoteHost);
        Assert.DoesNotContain("lookup 18501", lab.Site.Check("ip", "rule", "show"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_of_it_is_left_however_the_agent_ends(bool isKilled)
    {
        using var lab = StartLab(prepare: AddUplinks);
        var before = lab.SiteSnapshot();
        var agent = lab.Connect(Settings);
        Assert.Contains("lookup 18501", lab.Site.Check("ip", "rule", "show"), StringComparison.Ordinal);
        if (isKilled)
            agent.Kill();
        else
            Assert.Equal(ExitCodes.AskedToStop, agent.Stop());

        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    private static void AddUplinks(Topology topology)
    {
        topology.AddSecondUplink();
        topology.Site.Network.Ip($"route add default via {Addresses.SecondNatInside} dev {Paths.SecondWan} metric 100");
    }

    [GeneratedRegex(@"attempts over wan2 \(ethernet\) are in vain")]
    private static partial Regex LeftAsInVain();

    private static void WaitForPath(TunnelLab lab, string address)
    {
        Wait.Until($"the gateway sees {address}", () => lab.Gateway.OnlySa().RemoteHost == address, Patience);
        Wait.Until("packets cross", () => Ping.Run(lab.Site, Addresses.HostV4, 2).LossPercent == 0, Patience);
    }
}
