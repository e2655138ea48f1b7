using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests;

/// <summary>
/// A kernel that lacks something: what `auto` makes of it, what is refused, and what `holdfast doctor` says. The gateway lives on
/// the same kernel, so it does ESP itself where that is what is missing.
/// </summary>
public abstract class FallbackTests(LabMachine machine) : VmTest(machine)
{
    [Fact]
    public void Without_esp4_the_agent_carries_the_packets()
    {
        var lab = Start(GatewayKind.StrongSwan, Gateway with { KernelEsp = false });
        using var _ = lab.Hide("esp4");
        var agent = lab.Connect(Agent with { Datapath = "auto" });
        Assert.StartsWith("userspace (", lab.Status().Paths[0], StringComparison.Ordinal);
        Log(lab.Status().Paths[0]);
        lab.Ping();
        Log($"{Iperf.Run(lab, Addresses.HostV4, false):F1} Mbit/s up");
        agent.Stop();
        Assert.Equal(lab.Before, lab.Snapshot());
        IsRefused(lab, Agent with { Datapath = "kernel" });
        Doctor(lab, "esp4");
    }

    [Fact]
    public void Without_xfrm_interfaces_there_are_policies()
    {
        var lab = Start();
        using var _ = lab.Hide("xfrm_interface");
        var agent = lab.Connect(Agent with { Datapath = "auto" });
        Assert.StartsWith("kernel (policies", lab.Status().Paths[0], StringComparison.Ordinal);
        Log(lab.Status().Paths[0]);
        lab.Ping();
        agent.Stop();
        Assert.Equal(lab.Before, lab.Snapshot());
        IsRefused(lab, Agent.By(PathMode.Interface));
        Doctor(lab, "xfrm_interface");
    }

    [Fact]
    public void Without_the_chosen_cipher_the_agent_carries_the_packets()
    {
        var lab = Start(GatewayKind.StrongSwan, Gateway with { KernelEsp = false });
        using var _ = lab.Hide("chacha20poly1305");
        var agent = lab.Connect(Agent with { Datapath = "auto", Esp = ["chacha20poly1305"] });
        Assert.StartsWith("userspace (", lab.Status().Paths[0], StringComparison.Ordinal);
        Log(lab.Status().Paths[0]);
        lab.Ping();
        agent.Stop();
        IsRefused(lab, Agent with { Datapath = "kernel", Esp = ["chacha20poly1305"] });
        Doctor(lab, "chacha20poly1305");
    }

    private static void IsRefused(SiteLab lab, AgentSettings settings)
    {
        var agent = lab.StartAgent(settings);
        Assert.Equal(ExitCodes.MissingPrivilege, agent.WaitForExit());
        var line = Assert.Single(agent.Lines, line => AgentLog.Error.IsMatch(line));
        Log(line);
        Assert.Equal(lab.Before, lab.Snapshot());
    }

    private static void Doctor(SiteLab lab, string module)
    {
        var result = lab.Holdfast("doctor");
        Log(result.Output);
        Assert.Contains(module, result.Output, StringComparison.Ordinal);
        Assert.Equal(lab.Before, lab.Snapshot());
    }
}
