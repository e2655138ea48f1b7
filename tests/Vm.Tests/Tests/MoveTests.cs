using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests;

/// <summary>The site or its NAT gets another address or port while packets flow; the session stays.</summary>
public abstract class MoveTests(LabMachine machine) : VmTest(machine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // In a row; a change takes a few round trips under emulation, and a liveness check where nobody tells.
    private const int MostLost = 10 * PingFlow.PerSecond;

    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void Another_uplink_keeps_the_session(PathMode mode) => KeepsSession(mode, "sh /lab/guest/second-uplink", states =>
        states.Contains($"src {Addresses.SecondNatOutside} dst", StringComparison.Ordinal)
        && !states.Contains($"src {Addresses.NatOutside} dst", StringComparison.Ordinal));

    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void Another_port_of_the_NAT_keeps_the_session(PathMode mode) => KeepsSession(
        mode, "set -- 30000-39999; . /lab/guest/nat-rules; ip netns exec nat conntrack -F",
        states => states.Contains("dport 3", StringComparison.Ordinal));

    private void KeepsSession(PathMode mode, string change, Func<string, bool> hasMoved)
    {
        var lab = Start();
        lab.Connect((Agent with { LivenessInterval = "3s" }).By(mode));
        var before = lab.Status();
        using (var flow = PingFlow.Start(lab.Guest, Addresses.HostV4))
        {
            lab.Guest.Check(change);
            Wait.Until("the gateway's kernel has moved", () => hasMoved(lab.Gateway.Check("ip xfrm state")), Patience);
            flow.WaitForMore(PingFlow.PerSecond);
            var report = flow.Stop();
            Log($"{report}");
            Assert.InRange(report.LongestOutage, 0, MostLost);
        }
        using var after = PingFlow.Start(lab.Guest, Addresses.HostV4);
        after.WaitForMore(2 * PingFlow.PerSecond);
        NothingIsLost(after);
        Assert.Equal(before.IkeSpis, lab.Status().IkeSpis);
        lab.Ping(Addresses.HostV6);
    }
}
