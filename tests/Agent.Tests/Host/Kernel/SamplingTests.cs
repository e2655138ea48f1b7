using Holdfast.Host.Kernel;
using Holdfast.Time;
using Xunit;
using static Holdfast.Tests.Host.Kernel.KernelScene;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>What the core learns from packets on the userspace path it learns here from counters.</summary>
public sealed class SamplingTests : IDisposable
{
    private readonly KernelScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Without_children_there_is_no_timer()
    {
        (KernelPath path, _) = _scene.Session();
        Assert.Equal(Instant.Never, path.NextDeadline);
    }

    [Fact]
    public void Traffic_is_noted_when_the_counter_moved_and_only_then()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1), true, null);
        path.Install(Spec(2, [Esp.Support.Child.Selector("10.9.0.0/16")]), true, null);
        Assert.Equal(owner.Now + _scene.Tunnel.Options.SampleInterval, path.NextDeadline);

        _scene.Kernel.Carry(InState(2), 1);
        Pass(path, owner);
        Assert.Equal([In(2)], owner.Noted);
        Pass(path, owner);
        Assert.Equal([In(2)], owner.Noted);
        _scene.Kernel.Carry(InState(1), 1);
        Pass(path, owner);
        Assert.Equal([In(2), In(1)], owner.Noted);
    }

    /// <summary>The packet may have gone out right after the look before.</summary>
    [Fact]
    public void What_went_out_is_told_as_since_the_look_before()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1), true, null);
        Pass(path, owner);
        Assert.Empty(owner.Sent);
        Instant before = owner.Now;
        _scene.Kernel.Carry(OutState(1), 1);
        Pass(path, owner);
        Assert.Equal([before], owner.Sent);
        Assert.Empty(owner.Noted);
        Pass(path, owner);
        Assert.Single(owner.Sent);
    }

    [Fact]
    public void A_look_tells_at_once_which_way_packets_went()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Look();
        path.Install(Spec(1), true, null);
        path.Look();
        Assert.Empty(owner.Carried);

        _scene.Kernel.Carry(OutState(1), 3);
        path.Look();
        _scene.Kernel.Carry(InState(1), 1);
        path.Look();
        path.Look();
        Assert.Equal([(true, false), (false, true)], owner.Carried);
    }

    [Fact]
    public void A_timeout_before_the_time_asks_nothing()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1), true, null);
        _scene.Kernel.Carry(InState(1), 1);
        path.HandleTimeout(owner.Now);

        Assert.Empty(owner.Noted);
    }

    [Fact]
    public void While_a_successor_waits_for_traffic_it_looks_more_often()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1), true, null);
        path.Carry(true);
        path.Install(Spec(2), false, In(1));
        Assert.Equal(owner.Now + TimeSpan.FromMilliseconds(250), path.NextDeadline);

        _scene.Kernel.Carry(InState(2), 1);
        Pass(path, owner);
        Assert.Equal([In(2)], owner.Noted);
        path.SendThrough(In(2));
        Assert.Equal(owner.Now + _scene.Tunnel.Options.SampleInterval, path.NextDeadline);
    }

    [Fact]
    public void A_state_that_is_gone_is_the_end_of_its_child()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1), true, null);
        _scene.Kernel.Lose(InState(1));
        Pass(path, owner);
        Pass(path, owner);
        owner.HandleBurstEnd();

        Assert.Equal([new Holdfast.Esp.ChildExpiry(In(1), true)], owner.Expiries);
        Assert.Contains("is lost", _scene.Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(105)] // ENOBUFS
    [InlineData(1)] // EPERM
    public void A_look_that_fails_says_nothing_of_the_child_and_is_reported_once(int errno)
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1), true, null);
        _scene.Kernel.Carry(InState(1), 1);
        _scene.Kernel.FindError = errno;
        Pass(path, owner);
        Pass(path, owner);
        path.Resync();

        Assert.Empty(owner.Expiries);
        Assert.Empty(owner.Noted);
        Assert.Single(_scene.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("find state c0000001", _scene.Output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, path.Status()[0].Inbound.Packets);
        path.CountDrops([]);

        _scene.Kernel.FindError = 0;
        Pass(path, owner);
        Assert.Equal([In(1)], owner.Noted);
        _scene.Kernel.FindError = errno;
        Pass(path, owner);
        Assert.Equal(2, _scene.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void An_event_while_looks_fail_is_made_up_for_by_the_next_look()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1), true, null);
        _scene.Kernel.Lose(InState(1));
        _scene.Kernel.FindError = 105;
        path.Resync();
        Assert.Empty(owner.Expiries);
        _scene.Kernel.FindError = 0;
        Pass(path, owner);
        owner.HandleBurstEnd();

        Assert.Equal([new Holdfast.Esp.ChildExpiry(In(1), true)], owner.Expiries);
    }

    private static void Pass(KernelPath path, FakeOwner owner)
    {
        owner.Now = path.NextDeadline;
        path.HandleTimeout(owner.Now);
    }
}
