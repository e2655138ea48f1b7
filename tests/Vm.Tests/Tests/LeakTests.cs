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

    private static readonly AgentSettings Everything = Agent with { KillSwitch = true, LivenessInterval = "3s" };
    private static readonly string[] Inner = [Addresses.HostV4, Addresses.HostV6, PublicHost];

    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void Nothing_leaves_in_clear(PathMode mode)
    {
        var lab = Start(GatewayKind.StrongSwan, Gateway with { Subnets = ["0.0.0.0/0", "::/0"] });
        using var capture = Capture(lab);
        // What leaves in clear is seen.
        lab.Run($"ping -n -c 1 -W 1 {Addresses.HostV4}");
        capture.WaitForLine(Packet(), TimeSpan.FromSeconds(10));
        var seen = capture.Output.Count;

        lab.Guest.Check("sh /lab/guest/gate close");
        var agent = lab.StartAgent(Everything.By(mode));
        agent.WaitForLine(Connecting());
        using var probes = lab.Guest.Start($"exec ip netns exec site sh /lab/guest/probes {string.Join(' ', Inner)}");
        ProbesPass();
        lab.Guest.Check("sh /lab/guest/gate open");
        agent.WaitForConnected();
        lab.WaitForPing();
        lab.Gateway.RekeyChild();
        lab.WaitForStatus("the Child SA is rekeyed", status => status.ChildRekeys == 1);
        lab.Gateway.RekeyIke();
        lab.WaitForStatus("the IKE SA is rekeyed", status => status.IkeRekeys == 1);
        lab.Check("ip xfrm state flush");
        lab.WaitForPing(seconds: 60);
        lab.Gateway.CloseAll();
        ProbesPass();
        lab.WaitForPing(seconds: 60);

        agent.Kill();
        ProbesPass();
        lab.Gateway.CloseAll();
        agent = lab.StartAgentAsConfigured();
        agent.WaitForConnected();
        lab.WaitForPing();
        lab.Guest.Check("ip -n site link set wan down");
        ProbesPass();
        lab.Guest.Check("sh /lab/guest/restore");
        lab.WaitForPing(seconds: 60);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        ProbesPass();

        probes.Kill();
        Assert.Equal("", string.Join('\n', capture.Output.Skip(seen)));
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

    private static GuestProcess Capture(SiteLab lab)
    {
        var filter = string.Join(" or ", Inner.Select(host => $"host {host}"));
        var capture = lab.Guest.Start($"exec 2>&1; exec ip netns exec nat tcpdump -Z root -lnn --immediate-mode -i inside '{filter}'");
        capture.WaitForLine(new("listening on"), TimeSpan.FromSeconds(60));
        return capture;
    }

    [GeneratedRegex("IP6? ")]
    private static partial Regex Packet();

    [GeneratedRegex("connecting to")]
    private static partial Regex Connecting();

    [GeneratedRegex("^round ")]
    private static partial Regex Round();
}
