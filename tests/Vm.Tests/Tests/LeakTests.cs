using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests;

/// <summary>With everything in the tunnel and the kill switch on, nothing leaves the site in clear, whatever happens.</summary>
public abstract partial class LeakTests(LabMachine machine) : VmTest(machine)
{
    private const string PublicHost = "198.51.100.1";

    private static readonly AgentSettings Everything = Agent with { KillSwitch = true, LivenessInterval = "3s", DetectionTime = "3s" };

    // As programs that choose the source by the route, and as one that is bound to the site's own address.
    private static readonly string[] Probes =
        [Addresses.HostV4, Addresses.HostV6, PublicHost, $"{PublicHost},{Addresses.Site}", $"{Addresses.HostV6},{Addresses.SiteV6}"];

    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void Nothing_leaves_in_clear(PathMode mode)
    {
        var lab = Start(GatewayKind.StrongSwan, Gateway with { Subnets = ["0.0.0.0/0", "::/0"] });
        using var first = LeakCapture.Start(lab, "inside");
        using var second = LeakCapture.Start(lab, "inside2");
        // What leaves in clear is seen.
        lab.Run($"ping -n -c 1 -W 1 {PublicHost}");
        var seen = first.WaitForPacket();

        lab.Guest.Check("sh /lab/guest/gate close");
        var agent = lab.StartAgent(Everything.By(mode));
        agent.WaitForLine(Connecting());
        using var probes = lab.Guest.Start($"exec ip netns exec site sh /lab/guest/probes {string.Join(' ', Probes)}");
        ProbesPass();
        lab.Guest.Check("sh /lab/guest/gate open");
        agent.WaitForConnected();
        lab.WaitForPing();

        // All SAs are replaced, and lost.
        lab.Gateway.RekeyChild();
        lab.WaitForStatus("the Child SA is rekeyed", status => status.ChildRekeys == 1);
        lab.Gateway.RekeyIke();
        lab.WaitForStatus("the IKE SA is rekeyed", status => status.IkeRekeys == 1);
        lab.Check("ip xfrm state flush");
        lab.WaitForPing();
        lab.Gateway.CloseAll();
        ProbesPass();
        lab.WaitForPing();

        // Killed, and started anew.
        agent.Kill();
        ProbesPass();
        lab.Gateway.CloseAll();
        agent = lab.StartAgentAsConfigured();
        agent.WaitForConnected();
        lab.WaitForPing();

        // The link is cut; then it is another one.
        lab.Guest.Check("ip -n site link set wan down");
        ProbesPass();
        lab.Guest.Check("sh /lab/guest/second-uplink");
        ProbesPass();
        lab.WaitForPing();
        lab.Guest.Check("sh /lab/guest/restore");
        lab.WaitForPing();

        // The gateway starts anew and knows of nothing.
        ((StrongSwanGateway)lab.Gateway).Restart();
        lab.WaitForPing(seconds: 180);

        // Another executable takes its place.
        lab.Guest.Check($"cp {SiteLab.Program} {SiteLab.Program}.new && mv {SiteLab.Program}.new {SiteLab.Program}");
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        ProbesPass();
        agent = lab.StartAgentAsConfigured();
        agent.WaitForConnected();
        lab.WaitForPing();
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        ProbesPass();

        probes.Kill();
        Assert.Equal("", first.Packets(seen));
        Assert.Equal("", second.Packets());
        Assert.Equal(0, lab.Holdfast("down").ExitCode);
        Assert.Equal(lab.Before, lab.Snapshot());

        // Each of them is sent once more, at least.
        void ProbesPass()
        {
            var before = probes.Output.Count;
            probes.WaitForLine(Round(), TimeSpan.FromSeconds(90), before);
            probes.WaitForLine(Round(), TimeSpan.FromSeconds(90), probes.Output.Count);
        }
    }

    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void After_kill_9_nothing_leaves_until_down_and_nothing_is_left_behind(PathMode mode)
    {
        var lab = Start(GatewayKind.StrongSwan, Gateway with { Subnets = ["0.0.0.0/0", "::/0"] });
        var agent = lab.Connect(Everything.By(mode));
        lab.Ping();
        using var capture = LeakCapture.Start(lab, "inside");
        agent.Kill();
        lab.Gateway.CloseAll();
        foreach (var host in new[] { PublicHost, Addresses.HostV6 })
            Assert.NotEqual(0, lab.Run($"ping -n -c 3 -i 0.2 -W 1 {host}").ExitCode);
        Assert.Equal("", capture.Packets());
        Assert.Equal(0, lab.Holdfast("down").ExitCode);
        Assert.Equal(lab.Before, lab.Snapshot());
        lab.Run($"ping -n -c 1 -W 1 {PublicHost}");
        capture.WaitForPacket();
    }

    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void What_comes_from_outside_for_an_inner_address_is_dropped(PathMode mode)
    {
        var lab = Start(GatewayKind.StrongSwan, Gateway with { Subnets = ["0.0.0.0/0", "::/0"] });
        lab.Connect(Everything.By(mode));
        lab.Ping();
        lab.Ping(Addresses.HostV6);
        foreach (var inner in lab.Status().Addresses.Select(address => address.Split('/')[0]))
        {
            var way = inner.Contains(':', StringComparison.Ordinal) ? Addresses.SiteV6 : Addresses.Site;
            lab.Guest.Check($"ip -n nat route add {inner} via {way}");
            var result = lab.Guest.Run($"ip netns exec nat ping -n -c 3 -i 0.2 -W 1 {inner}");
            lab.Guest.Check($"ip -n nat route delete {inner}");
            Assert.Contains(" 100% packet loss", result.Output, StringComparison.Ordinal);
        }
        lab.Ping();
    }

    [GeneratedRegex("connecting to")]
    private static partial Regex Connecting();

    [GeneratedRegex("^round ")]
    private static partial Regex Round();
}
