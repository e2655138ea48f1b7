using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Holdfast.Wire;
using Xunit;
using static Holdfast.Tests.Host.Kernel.KernelScene;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>The path changes: the states go along with what they had counted.</summary>
public sealed class MoveTests : IDisposable
{
    private readonly KernelScene _scene = new();
    private readonly KernelPath _path;
    private readonly FakeOwner _owner;

    public MoveTests()
    {
        (_path, _owner) = _scene.Session();
        _path.Install(Spec(1), true, null);
        _path.Carry(true);
        _scene.Kernel.Carry(OutState(1), 40, sequence: 40);
        _scene.Kernel.Carry(InState(1), 50, sequence: 50);
        _owner.Ends = _owner.Ends with { Local = IpAddress.Parse("10.11.1.2") };
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void States_and_template_have_the_new_addresses_and_the_old_counters()
    {
        _path.Move();

        Assert.Equal(2, _scene.Kernel.States.Count);
        XfrmState outbound = _scene.Kernel.States[OutState(1, _owner)];
        Assert.Equal("10.11.1.2", outbound.Source.ToString());
        Assert.InRange(outbound.Replay!.Outbound, 41u, 200u); // none is used twice
        Assert.Equal(40u, outbound.Usage!.Packets);
        XfrmState inbound = _scene.Kernel.States[InState(1, _owner)];
        Assert.Equal(50u, inbound.Replay!.Inbound);
        Assert.Equal("10.11.1.2", Assert.Single(_scene.Kernel.Outbound).Template!.Source.ToString());
        Assert.Equal(Esp.Support.Child.Key(default, In(1)), _scene.Kernel.Keys[InState(1, _owner)]);
    }

    [Fact]
    public void To_tcp_and_back_the_states_are_for_that()
    {
        foreach (bool isTcp in (bool[])[true, false])
        {
            _owner.Ends = FakeOwner.Home with { LocalPort = isTcp ? (ushort)40_000 : FakeOwner.Home.LocalPort, IsTcp = isTcp };
            _path.Move();

            Assert.Equal(2, _scene.Kernel.States.Count);
            ushort port = _owner.Ends.LocalPort, remote = _owner.Ends.RemotePort;
            Assert.Equal(new XfrmEncapsulation(port, remote) { IsTcp = isTcp }, _scene.Kernel.States[OutState(1)].Encapsulation);
            Assert.Equal(new XfrmEncapsulation(remote, port) { IsTcp = isTcp }, _scene.Kernel.States[InState(1)].Encapsulation);
        }
    }

    [Fact]
    public void Moving_to_where_it_is_does_nothing()
    {
        _path.Move();
        _scene.Kernel.Steps.Clear();
        _path.Move();

        Assert.Empty(_scene.Kernel.Steps);
    }

    [Fact]
    public void Another_port_of_the_gateway_counts_as_well()
    {
        _owner.Ends = FakeOwner.Home with { RemotePort = 1024 };
        _path.Move();

        Assert.Equal(new XfrmEncapsulation(4500, 1024), _scene.Kernel.States[OutState(1)].Encapsulation);
        Assert.Equal(new XfrmEncapsulation(1024, 4500), _scene.Kernel.States[InState(1)].Encapsulation);
    }

    [Fact]
    public void One_that_can_not_be_moved_is_reported_as_ended_and_its_rest_goes_with_it()
    {
        int steps = Count();
        for (int refused = 0; refused < steps; refused++)
        {
            using KernelScene scene = new();
            (KernelPath path, FakeOwner owner) = scene.Session();
            path.Install(Spec(1), true, null);
            path.Carry(true);
            owner.Ends = _owner.Ends;
            scene.Kernel.RefuseCall(refused);
            path.Move();
            owner.HandleBurstEnd();

            Assert.Equal([new Holdfast.Esp.ChildExpiry(In(1), true)], owner.Expiries);
            scene.Kernel.RefuseCall(-1);
            path.Remove(In(1));
            Assert.True(scene.Kernel.IsEmpty);
        }
    }

    [Fact]
    public void Sequence_numbers_run_over_into_the_high_half_or_to_the_end()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(2) with { ExtendedSequenceNumbers = true }, true, null);
        path.Install(Spec(3), true, null);
        _scene.Kernel.Carry(OutState(2), 1, sequence: uint.MaxValue);
        _scene.Kernel.Carry(OutState(3), 1, sequence: uint.MaxValue - 1);
        owner.Ends = _owner.Ends;
        path.Move();

        XfrmReplay extended = _scene.Kernel.States[OutState(2, owner)].Replay!;
        Assert.Equal(1u, extended.OutboundHigh);
        Assert.InRange(extended.Outbound, 0u, 200u);
        Assert.Equal((0u, uint.MaxValue), (_scene.Kernel.States[OutState(3, owner)].Replay!.OutboundHigh, _scene.Kernel.States[OutState(3, owner)].Replay!.Outbound));
    }

    private int Count()
    {
        int before = _scene.Kernel.Changes;
        _path.Move();
        return _scene.Kernel.Changes - before;
    }
}
