using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Tests;

/// <summary>What others break, and what a killed agent leaves.</summary>
public abstract class RecoveryTests(LabMachine machine) : VmTest(machine)
{
    [Theory]
    [InlineData(PathMode.Interface)]
    [InlineData(PathMode.Policy)]
    public void States_that_were_flushed_come_back(PathMode mode)
    {
        var lab = Start();
        lab.Connect(Agent.By(mode));
        var before = lab.Status().Children.Single();
        lab.Check("ip xfrm state flush");
        lab.WaitForPing(seconds: 60);
        Assert.NotEqual(before.Inbound, lab.Status().Children.Single(child => child.Sends).Inbound);
    }

    [Theory]
    [InlineData(PathMode.Interface, PathMode.Interface)]
    [InlineData(PathMode.Policy, PathMode.Interface)]
    [InlineData(PathMode.Interface, PathMode.Userspace)]
    public void After_kill_9_the_next_start_takes_over_and_leaves_nothing(PathMode killed, PathMode next)
    {
        var lab = Start();
        lab.Connect(Agent.By(killed)).Kill();
        lab.Gateway.CloseAll();
        var agent = lab.Connect(Agent.By(next));
        lab.Ping();
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());
    }
}
