using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests;

/// <summary>Another configuration while the kernel carries packets.</summary>
public abstract class ReloadTests(LabMachine machine) : VmTest(machine)
{
    private static readonly AgentConnection Four = new("four") { RemoteSubnets = [Addresses.LanV4], RequestAddress = ["ipv4"] };
    private static readonly AgentConnection Six = new("six") { RemoteSubnets = [Addresses.LanV6], RequestAddress = ["ipv6"] };

    // Both log in as the same client, which the gateway must not take for one that comes again.
    private static readonly GatewaySettings Both = Gateway with
    {
        Unique = "never",
        Children = [new GatewayChild("four", [Addresses.LanV4]), new GatewayChild("six", [Addresses.LanV6])],
    };

    /// <summary>A connection comes, its Child SA is another, it goes: packets of the one beside it do not notice.</summary>
    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void What_does_not_change_loses_nothing(PathMode mode)
    {
        var lab = Start(settings: Both);
        var one = (Agent with { Connections = [Four] }).By(mode);
        var agent = lab.Connect(one);
        var before = lab.States();
        using var flow = PingFlow.Start(lab.Guest, Addresses.HostV4);

        Assert.Contains("four: unchanged", lab.Reload(one with { Connections = [Four, Six] }), StringComparison.Ordinal);
        lab.WaitForPing(Addresses.HostV6);
        var added = lab.States().Except(before).ToList();
        lab.Reload(one with { Connections = [Four, Six with { RemoteSubnets = [Addresses.LanV6, "fd00:99::/64"] }] });
        lab.WaitForStatus("its Child SA is another", _ => lab.States().Except(before) is var now && now.Count() == 2 && !now.Intersect(added).Any());
        lab.Ping(Addresses.HostV6);
        Assert.Contains("six: removed", lab.Reload(one), StringComparison.Ordinal);
        lab.WaitForStatus("it is gone", status => status.Children.Count == 1);

        Assert.Equal(before, lab.States());
        NothingIsLost(flow);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());
    }

    /// <summary>A setting of the gateway's: the connection ends and begins anew, and nothing gets past the tunnel meanwhile.</summary>
    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void What_changes_is_back_at_once_and_nothing_leaves_in_clear(PathMode mode)
    {
        var lab = Start();
        var settings = (Agent with { RequestAddress = ["ipv4"], RemoteSubnets = [Addresses.LanV4], KillSwitch = true }).By(mode);
        lab.Connect(settings);
        var before = lab.States();
        using var capture = LeakCapture.Start(lab, "inside");
        using var flow = PingFlow.Start(lab.Guest, Addresses.HostV4);
        lab.Reload(settings with { Esp = ["aes256gcm16"] });
        lab.WaitForStatus("the Child SA is another", status => status.Children is [{ Sends: true }] && !lab.States().Intersect(before).Any());
        flow.WaitForMore(PingFlow.PerSecond);

        var report = flow.Stop();
        Log($"{report}");
        Assert.InRange(report.LongestOutage, 0, 5 * PingFlow.PerSecond);
        Assert.Equal("", capture.Packets());
    }
}
