using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests.Newest;

/// <summary>Child SAs for single CPUs (RFC 9611) with the newest strongSwan, on a kernel that has them, with two processors.</summary>
[Collection(NewestCollection.Name)]
public sealed class PerCpuTests(NewestMachine machine) : VmTest(machine)
{
    private static readonly string[] Names = ["net", "net#0", "net#1"];

    [Theory]
    [InlineData(PathMode.Interface, "aes128gcm16-esn")]
    [InlineData(PathMode.Policy, "aes128gcm16")]
    public void Packets_of_each_cpu_go_through_a_child_sa_of_their_own(PathMode mode, string esp)
    {
        var lab = Start(settings: Gateway with { PerCpuSas = true });
        var agent = lab.Connect((ForV4 with { Esp = [esp] }).By(mode));
        Assert.Single(lab.Status().Children);
        var status = MakeAll(lab);
        using var first = PingFlow.Start(lab.Guest, Addresses.HostV4, cpu: 0);
        using var second = PingFlow.Start(lab.Guest, Addresses.HostV4, cpu: 1);
        var before = Sent(lab);
        first.WaitForMore(50);
        second.WaitForMore(50);
        var after = Sent(lab);
        NothingIsLost(first);
        NothingIsLost(second);

        foreach (var child in status.Children)
        {
            var carried = after[child.Outbound] - before[child.Outbound];
            Log($"{child.Name}: {carried} packets out");
            Assert.True(child.Name == Names[0] ? carried < 10 : carried >= 45, $"{child.Name}: {carried}");
        }

        Assert.Equal(3, ((StrongSwanGateway)lab.Gateway).ListSas()[0].Children.Count);
        Assert.Equal(lab.Gateway.States().Order(), lab.States().Order());
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());
        lab.Gateway.WaitForNoState();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_is_rekeyed_under_traffic(bool byGateway)
    {
        var lab = Start(settings: Gateway with { PerCpuSas = true });
        // So long that there is a time between rekeys in which none of the old ones drains any more.
        lab.Connect((byGateway ? ForV4 : ForV4 with { RekeyTime = "30s", IkeRekeyTime = "12s" }).By(PathMode.Interface));
        MakeAll(lab);
        using var first = PingFlow.Start(lab.Guest, Addresses.HostV4, cpu: 0);
        using var second = PingFlow.Start(lab.Guest, Addresses.HostV4, cpu: 1);
        var rekeys = lab.Status().ChildRekeys;
        if (byGateway)
            lab.Gateway.RekeyChild();
        lab.WaitForStatus("all are rekeyed", s => s.ChildRekeys >= rekeys + 3, 90);
        lab.WaitForStatus("none is left over", IsComplete);
        NothingIsLost(first);
        NothingIsLost(second);
    }

    [Theory]
    [InlineData(true, "off")]
    [InlineData(false, "auto")]
    public void Where_one_side_does_not_want_it_there_is_one(bool gateway, string site)
    {
        var lab = Start(settings: Gateway with { PerCpuSas = gateway });
        lab.Connect((ForV4 with { PerCpuSas = site }).By(PathMode.Interface));
        using var first = PingFlow.Start(lab.Guest, Addresses.HostV4, cpu: 0);
        using var second = PingFlow.Start(lab.Guest, Addresses.HostV4, cpu: 1);
        second.WaitForMore(50);
        Assert.Single(lab.Status().Children);
        NothingIsLost(first);
        NothingIsLost(second);
    }

    /// <summary>
    /// This strongSwan's kernel drops what it would send on a CPU without a state of its own until it has one, as nothing of the gateway's
    /// answers its ACQUIRE; so answers are waited for only then.
    /// </summary>
    private static AgentStatus MakeAll(SiteLab lab)
    {
        lab.Run($"ping -n -q -c 30 -i 0.2 {Addresses.HostV4}");
        return lab.WaitForStatus("a Child SA for each CPU", IsComplete);
    }

    private static AgentSettings ForV4 => Agent with { RequestAddress = ["ipv4"], RemoteSubnets = [Addresses.LanV4], PerCpuSas = "auto" };

    private static bool IsComplete(AgentStatus status) =>
        status.Children.All(c => c.Sends) && status.Children.Select(c => c.Name).Order().SequenceEqual(Names);

    /// <summary>Packets of each outbound state of the site, by SPI.</summary>
    private static Dictionary<string, int> Sent(SiteLab lab) => lab.Status().Children.ToDictionary(
        c => c.Outbound,
        c => int.Parse(
            lab.Guest.Check($"ip -n site -s xfrm state get dst {lab.Gateway.Address} proto esp spi 0x{c.Outbound} | sed -n 's/.*bytes), *\\([0-9]*\\)(packets).*/\\1/p' | head -n 1").Trim(),
            CultureInfo.InvariantCulture));
}
