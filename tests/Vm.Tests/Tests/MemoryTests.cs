using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Tests;

/// <summary>What the agent takes while the kernel carries the packets. All of it with CI=true, else a tenth of the rekeys.</summary>
public abstract class MemoryTests(LabMachine machine) : VmTest(machine)
{
    private const int LimitKibibytes = 8 * 1024, SlackKibibytes = 256, WarmUp = 30;

    [Fact]
    public void Little_memory_and_no_growth_over_rekeys()
    {
        var lab = Start();
        var agent = lab.Connect(Agent.By(PathMode.Interface));
        lab.Ping();
        var connected = agent.ResidentKibibytes;
        Log($"resident, connected: {connected} KiB ({agent.ResidentParts})");
        Rekey(WarmUp);
        var before = agent.ResidentKibibytes;
        var rekeys = Need.IsCi ? 1000 : 100;
        Rekey(rekeys);
        var after = agent.ResidentKibibytes;
        Log($"resident: {before} KiB after {WarmUp} rekeys, {after} KiB after {rekeys} more ({agent.ResidentParts})");
        lab.Ping();
        if (Architecture == Architecture.Arm64)
            Assert.InRange(connected, 1, LimitKibibytes);
        Assert.InRange(after, 1, before + SlackKibibytes);

        // One IKE SA in fifty.
        void Rekey(int count)
        {
            lab.Guest.Check($$"""
                i=0
                while [ $i -lt {{count}} ]; do
                    i=$((i + 1))
                    kind=--child name=net
                    [ $((i % 50)) -ne 0 ] || kind=--ike name=psk
                    ip netns exec {{lab.Gateway.Namespace}} swanctl --rekey $kind $name > /dev/null || exit
                done
                """, TimeSpan.FromMinutes(10));
            lab.WaitForStatus("it is quiet", status => status.Children.Count == 1);
        }
    }
}
