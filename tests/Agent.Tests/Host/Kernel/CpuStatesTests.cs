using Holdfast.Esp;
using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Xunit;
using static Holdfast.Tests.Host.Kernel.KernelScene;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>Child SAs for single CPUs: one policy without an SPI, and of each CPU the outbound state that is to send.</summary>
public sealed class CpuStatesTests : IDisposable
{
    private readonly KernelScene _scene = new();
    private readonly KernelPath _path;
    private readonly FakeOwner _owner;

    public CpuStatesTests()
    {
        (_path, _owner) = _scene.Session();
        _path.Install(ForCpu(1), true, null);
        _path.Carry(true);
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void They_share_a_policy_that_names_no_SPI()
    {
        _path.Install(ForCpu(2, 3), true, null);

        XfrmPolicy policy = _scene.Kernel.Outbound.Single();
        XfrmState general = _scene.Kernel.States[OutState(1)], own = _scene.Kernel.States[OutState(2)];
        Assert.Equal((0u, general.RequestId), (policy.Template!.Spi, policy.Template.RequestId));
        Assert.Equal((general.RequestId, 3, -1), (own.RequestId, own.Cpu, general.Cpu));
        Assert.NotEqual(Tag, general.RequestId);
        Assert.True(XfrmTag.IsOf(general.RequestId, Tag) && XfrmTag.IsRequestId(general.RequestId));
        Assert.False(XfrmTag.IsOf(general.RequestId, XfrmTag.Of(1)));
        foreach (uint number in new[] { 1u, 2u })
            Assert.Equal((Tag, -1), (_scene.Kernel.States[InState(number)].RequestId, _scene.Kernel.States[InState(number)].Cpu));
        Assert.All(_path.Status(), s => Assert.True(s.Sends));
    }

    [Fact]
    public void Others_are_as_they_were()
    {
        _path.Install(Spec(2, [Holdfast.Tests.Esp.Support.Child.Selector("10.9.0.0/16")]), true, null);

        XfrmPolicy policy = _scene.Kernel.Outbound.Single(p => $"{p.Id.Selector.Destination}" == "10.9.0.0/16");
        Assert.Equal((Out(2), Tag), (policy.Template!.Spi, policy.Template.RequestId));
        Assert.Equal(Tag, _scene.Kernel.States[OutState(2)].RequestId);
    }

    [Fact]
    public void What_the_one_for_all_cpus_carries_is_of_a_cpu_without_its_own()
    {
        _path.Install(ForCpu(2, 0), true, null);
        _scene.Kernel.Carry(OutState(2), 5);
        _path.Look();
        Assert.Empty(_owner.Wanted);

        _scene.Kernel.Carry(OutState(1), 5);
        _path.Look();
        _path.Look();
        Assert.Equal([(In(1), 0), (In(1), 1)], _owner.Wanted);
    }

    [Fact]
    public void A_rekey_puts_the_new_state_beside_the_old_one_before_that_goes()
    {
        _path.Install(ForCpu(2, 0), true, null);
        _scene.Kernel.Steps.Clear();
        _path.Install(ForCpu(3, 0), true, In(2));

        Assert.Equal([$"add {InState(3)}", $"add {OutState(3)}", "set out 10.1.0.0/24 to 10.2.0.0/16 Allow 00000000", $"delete {OutState(2)}"], _scene.Kernel.Steps);
        Assert.Contains(InState(2), _scene.Kernel.States.Keys);
        Assert.Equal([true, false, true], _path.Status().Select(s => s.Sends));
        _path.Look();
        _path.Remove(In(2));
        Assert.Empty(_owner.Expiries);
        Assert.Equal([OutState(1), OutState(3)], _scene.Kernel.States.Values.Where(s => !s.IsInbound).Select(s => s.Id));
    }

    [Fact]
    public void One_of_the_gateways_has_no_outbound_state_until_it_is_sent_through()
    {
        _path.Install(ForCpu(2, 1), false, null);
        Assert.DoesNotContain(OutState(2), _scene.Kernel.States.Keys);
        Assert.False(_path.Status()[1].Sends);

        _path.SendThrough(In(2));
        Assert.Contains(OutState(2), _scene.Kernel.States.Keys);
        Assert.Contains(OutState(1), _scene.Kernel.States.Keys);
    }

    [Fact]
    public void A_predecessor_that_comes_back_uses_no_number_twice()
    {
        _path.Install(ForCpu(2, 0), true, null);
        _scene.Kernel.Carry(OutState(2), 5, sequence: 1000);
        _path.Install(ForCpu(3, 0), true, In(2));
        _path.StopSending(In(3));

        Assert.Equal(1032u, _scene.Kernel.States[OutState(2)].Replay!.Outbound);
        Assert.DoesNotContain(OutState(3), _scene.Kernel.States.Keys);
    }

    [Fact]
    public void Without_counters_the_old_state_stays()
    {
        _path.Install(ForCpu(2, 0), true, null);
        _scene.Kernel.FindError = 12;
        _path.Install(ForCpu(3, 0), true, In(2));
        _scene.Kernel.FindError = 0;

        Assert.Contains(OutState(2), _scene.Kernel.States.Keys);
        _path.Remove(In(2));
        Assert.DoesNotContain(OutState(2), _scene.Kernel.States.Keys);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void What_the_kernel_refuses_leaves_all_as_it_was(int call)
    {
        _path.Install(ForCpu(2, 0), true, null);
        XfrmStateId[] before = [.. _scene.Kernel.States.Keys];
        _scene.Kernel.RefuseCall(call);
        Assert.Throws<LinuxException>(() => _path.Install(ForCpu(3, 0), true, In(2)));
        _scene.Kernel.RefuseCall(-1);

        Assert.Equal(before, _scene.Kernel.States.Keys);
        Assert.Equal([In(1), In(2)], _path.Specs.Select(s => s.InboundSpi));
        Assert.All(_path.Status(), s => Assert.True(s.Sends));
    }

    [Fact]
    public void All_of_them_move_and_what_is_not_sent_through_has_no_outbound_state()
    {
        _path.Install(ForCpu(2, 0), true, null);
        _path.Install(ForCpu(3, 1), false, null);
        _owner.Ends = FakeOwner.Home with { LocalPort = 4600, RemotePort = 20000 };
        _path.Move();

        Assert.Empty(_owner.Expiries);
        Assert.Equal(5, _scene.Kernel.States.Count);
        Assert.Equal(0, _scene.Kernel.States[OutState(2)].Cpu);
        Assert.All(_scene.Kernel.States.Values, s => Assert.Contains(s.Encapsulation!.SourcePort, new ushort[] { 4600, 20000 }));
    }

    [Fact]
    public void Sessions_have_groups_of_their_own()
    {
        (KernelPath other, _) = _scene.Session();
        other.Install(ForCpu(4), true, null);

        Assert.NotEqual(_scene.Kernel.States[OutState(1)].RequestId, _scene.Kernel.States[OutState(4)].RequestId);
        Assert.Equal(_scene.Kernel.States[OutState(1)].RequestId, _scene.Kernel.Outbound.Single().Template!.RequestId);
        other.Dispose();
    }

    [Fact]
    public void A_limit_of_one_is_told_and_one_that_is_gone_is_noticed()
    {
        _path.Install(ForCpu(2, 0), true, null);
        _scene.Tunnel.Handle(new XfrmExpired(OutState(2), _scene.Kernel.States[OutState(2)].RequestId, Tag, IsHard: false));
        _scene.Kernel.Lose(OutState(2));
        _path.Look();
        _owner.HandleBurstEnd();

        Assert.Equal([new ChildExpiry(In(2), false), new ChildExpiry(In(2), true)], _owner.Expiries);
    }

    private static ChildSaSpec ForCpu(uint number, int cpu = -1) => Spec(number) with { IsPerCpu = true, Cpu = cpu };
}
