using System.Text.RegularExpressions;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Tests;

/// <summary>What the agent takes while the kernel carries the packets. All of it with CI=true, else a tenth of the rekeys.</summary>
public abstract partial class MemoryTests(LabMachine machine) : VmTest(machine)
{
    private const int LimitKibibytes = 8 * 1024, SlackKibibytes = 256, FreedKibibytes = 1024, WarmUp = 30;

    [Fact]
    public void Little_memory_and_no_growth_over_rekeys()
    {
        // The gateway forgets at once what was replaced, and does not rekey it once more.
        var lab = Start(GatewayKind.StrongSwan, Gateway with { DeleteDelaySeconds = 0 });
        var agent = lab.Connect(Agent.By(PathMode.Interface));
        lab.Ping();
        // What only the start needed leaves memory a moment after the connection, what a rekey needed within a minute.
        var most = Architecture == Architecture.Arm64 ? LimitKibibytes : int.MaxValue;
        Wait.Until($"{most} KiB or less", () => agent.ResidentKibibytes <= most, TimeSpan.FromSeconds(20));
        Log($"connected: {agent.Memory}");
        Rekey(WarmUp);
        var before = Settled();
        Log($"after {WarmUp} rekeys: {agent.Memory}");
        var rekeys = Need.IsCi ? 1000 : 100;
        Rekey(rekeys);
        Log($"after {WarmUp + rekeys} rekeys: {agent.Memory}");
        var after = Settled();
        Log($"settled: {before} KiB after {WarmUp} rekeys, {after} KiB after {rekeys} more: {agent.Memory}");
        lab.Ping();
        Assert.InRange(after, 1, before + SlackKibibytes);

        int Settled()
        {
            int highest = 0, resident = 0;
            Wait.Until("memory that is given up", () =>
            {
                resident = agent.ResidentKibibytes;
                highest = Math.Max(highest, resident);
                return resident < highest - FreedKibibytes;
            }, TimeSpan.FromSeconds(90));
            return resident;
        }

        // One IKE SA in fifty; each as soon as the one before is done.
        void Rekey(int count)
        {
            for (var i = 1; i <= count; i++)
            {
                var lines = agent.LineCount;
                if (i % 50 == 0)
                    lab.Gateway.RekeyIke();
                else
                    lab.Gateway.RekeyChild();
                agent.WaitForLine(Rekeyed(), lines);
                Wait.Until("the old one is gone", () => lab.States().Count == 2, TimeSpan.FromSeconds(30));
            }
            lab.WaitForStatus("it is quiet", status => status.Children.Count == 1);
        }
    }

    [GeneratedRegex("^the gateway rekeys Child SA|^IKE SA rekeyed")]
    private static partial Regex Rekeyed();
}
