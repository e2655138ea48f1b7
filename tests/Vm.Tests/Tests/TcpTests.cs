using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests.Espintcp;

/// <summary>IKE and ESP by TCP (RFC 9329) with libreswan, whose TCP is its kernel's.</summary>
[Collection(EspintcpCollection.Name)]
public sealed class TcpTests(EspintcpMachine machine) : VmTest(machine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // In a row, while the session goes back to UDP: what crosses before the Child SA is made anew is lost.
    private const int MostLost = 3 * PingFlow.PerSecond;

    [Theory]
    [InlineData(PathMode.Userspace)]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void Forced_both_families_go_by_tcp(PathMode mode)
    {
        var lab = Start(GatewayKind.Libreswan);
        lab.Guest.Check("sh /lab/guest/udp block");
        var agent = lab.Connect(By(mode) with { Tcp = "force", Connections = [Four, Six(lab)] });
        lab.WaitForStatus("an address of each family", status => status.Addresses.Count == 2);
        Assert.Equal($"{mode.Path()}, TCP port 4500", lab.Status().Paths[0]);
        Assert.Equal((4, 0), Encapsulations(lab));
        lab.Ping(Addresses.HostV4);
        lab.Ping(Addresses.HostV6);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());
        lab.Gateway.WaitForNoState();
    }

    [Theory]
    [InlineData(PathMode.Userspace)]
    [InlineData(PathMode.Interface)]
    public void Udp_that_is_blocked_and_allowed_again_moves_the_session_to_tcp_and_back(PathMode mode)
    {
        var lab = Start(GatewayKind.Libreswan);
        lab.Connect(By(mode) with { TcpAfter = "2s", DetectionTime = "3s", Connections = [Four] });
        Assert.Equal((0, 2), Encapsulations(lab));
        var spis = lab.Status().IkeSpis;

        using (var flow = PingFlow.Start(lab.Guest, Addresses.HostV4))
        {
            lab.Guest.Check("sh /lab/guest/udp block");
            Wait.Until("the gateway's kernel has ESP in TCP and no other", () => Encapsulations(lab) == (2, 0), Patience);
            flow.WaitForMore(PingFlow.PerSecond);
            Log($"to TCP: {flow.Stop()}");
        }

        NothingIsLostAfter(lab, spis);
        using (var flow = PingFlow.Start(lab.Guest, Addresses.HostV4))
        {
            lab.Guest.Check("sh /lab/guest/udp allow");
            Wait.Until("the gateway's kernel has ESP in UDP and no other", () => Encapsulations(lab) == (0, 2), Patience);
            flow.WaitForMore(PingFlow.PerSecond);
            var report = flow.Stop();
            Log($"to UDP: {report}");
            Assert.InRange(report.LongestOutage, 0, MostLost);
        }

        NothingIsLostAfter(lab, spis);
    }

    /// <summary>A "datapath" that insists on the kernel does without TCP.</summary>
    private static AgentSettings By(PathMode mode) =>
        Agent.By(mode) with { Datapath = mode == PathMode.Userspace ? "userspace" : "auto" };

    private static void NothingIsLostAfter(SiteLab lab, IReadOnlyList<string> spis)
    {
        using var flow = PingFlow.Start(lab.Guest, Addresses.HostV4);
        flow.WaitForMore(2 * PingFlow.PerSecond);
        NothingIsLost(flow);
        Assert.Equal(spis, lab.Status().IkeSpis);
    }

    /// <summary>States in the gateway's kernel: in TCP, and in UDP.</summary>
    private static (int Tcp, int Udp) Encapsulations(SiteLab lab)
    {
        var states = lab.Gateway.Check("ip xfrm state");
        return (states.Split("type espintcp").Length - 1, states.Split("type espinudp").Length - 1);
    }

    private static AgentConnection Four => new("four") { RequestAddress = ["ipv4"], RemoteSubnets = [Addresses.LanV4] };

    private static AgentConnection Six(SiteLab lab) => new("six")
    {
        Gateway = lab.Gateway.AddressV6, Identity = LibreswanGateway.ClientV6,
        RequestAddress = ["ipv6"], RemoteSubnets = [Addresses.LanV6],
    };
}
