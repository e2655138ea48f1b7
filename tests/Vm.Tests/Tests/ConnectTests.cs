using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests;

/// <summary>Connects, carries packets of both families, and leaves nothing.</summary>
public abstract class ConnectTests(LabMachine machine) : VmTest(machine)
{
    [Theory]
    [InlineData(GatewayKind.StrongSwan)]
    [InlineData(GatewayKind.Libreswan)]
    public void Connects_and_leaves_nothing(GatewayKind kind)
    {
        using var lab = Start(kind);
        var agent = lab.Connect(Agent);
        lab.Ping();
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());
        lab.Gateway.WaitForNoState();
    }
}
