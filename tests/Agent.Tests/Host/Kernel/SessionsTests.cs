using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Holdfast.Tests.Esp.Support;
using Xunit;
using static Holdfast.Tests.Host.Kernel.KernelScene;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>Several sessions of one connection share its policies: make before break when it is authenticated anew.</summary>
public sealed class SessionsTests
{
    [Fact]
    public void A_new_session_takes_over_at_once_and_the_old_one_is_still_heard()
    {
        using KernelScene scene = new();
        (KernelPath old, _) = scene.Session();
        old.Install(Spec(1), true, null);
        old.Carry(true);
        (KernelPath next, _) = scene.Session();
        next.Install(Spec(2), true, null);
        Assert.Equal(Out(1), scene.Sender());
        scene.Kernel.Steps.Clear();

        next.Carry(true);
        old.Carry(false);
        Assert.Equal(["set out 10.1.0.0/24 to 10.2.0.0/16 Allow d0000002"], scene.Kernel.Steps);
        Assert.Equal(4, scene.Kernel.States.Count);
        Assert.False(Assert.Single(old.Status()).Sends);

        old.Dispose();
        Assert.Equal(Out(2), scene.Sender());
        Assert.Equal(3, scene.Kernel.Policies.Count);
        Assert.Equal(2, scene.Kernel.States.Count);
    }

    [Fact]
    public void A_session_that_never_stood_leaves_the_one_that_carries_alone()
    {
        using KernelScene scene = new();
        (KernelPath old, _) = scene.Session();
        old.Install(Spec(1), true, null);
        old.Carry(true);
        (KernelPath next, _) = scene.Session();
        next.Install(Spec(2), true, null);
        scene.Kernel.Steps.Clear();
        next.Dispose();

        Assert.Equal(Out(1), scene.Sender());
        Assert.DoesNotContain(scene.Kernel.Steps, s => s.StartsWith("set", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_end_of_the_last_session_blocks_or_opens_as_configured(bool blocks)
    {
        using KernelScene scene = new(isPolicyMode: true, blocks);
        (KernelPath path, _) = scene.Session();
        path.Install(Spec(1), true, null);
        path.Carry(true);
        path.Dispose();

        Assert.Empty(scene.Kernel.States);
        Assert.Equal(blocks ? [XfrmDirection.Out, XfrmDirection.Forward] : [], scene.Kernel.Policies.Keys.Select(k => k.Direction).Order());
        Assert.All(scene.Kernel.Policies.Values, p => Assert.Equal((XfrmAction.Block, null), (p.Action, p.Template)));

        (KernelPath next, _) = scene.Session();
        next.Install(Spec(2, [Child.Selector("10.3.0.0/16")]), true, null);
        next.Carry(true);
        Assert.Equal(Out(2), scene.Sender());
        Assert.Equal(3, scene.Kernel.Policies.Count);
    }

    [Fact]
    public void What_is_blocked_is_opened_when_that_is_wanted()
    {
        using KernelScene scene = new(isPolicyMode: true, blocks: true);
        (KernelPath path, _) = scene.Session();
        path.Install(Spec(1), true, null);
        path.Carry(true);
        path.Dispose();
        Assert.NotEmpty(scene.Kernel.Policies);

        scene.Tunnel.Options.BlocksWhenIdle = false;
        scene.Tunnel.Book.Update();
        Assert.Empty(scene.Kernel.Policies);
    }

    [Fact]
    public void Policies_without_an_interface_are_of_no_interface()
    {
        using KernelScene scene = new(isPolicyMode: true);
        (KernelPath path, _) = scene.Session();
        path.Install(Spec(1), true, null);

        Assert.All(scene.Kernel.States.Values, s => Assert.Equal((0u, Tag), (s.IfId, s.RequestId)));
        Assert.All(scene.Kernel.Policies.Keys, p => Assert.Equal(0u, p.IfId));
        Assert.All(scene.Kernel.Policies.Values, p => Assert.True(XfrmTag.IsPriority(p.Priority)));
    }

    [Fact]
    public void A_closed_tunnel_takes_nothing_more()
    {
        using KernelScene scene = new();
        (KernelPath path, _) = scene.Session();
        path.Install(Spec(1), true, null);
        scene.Tunnel.Dispose();

        Assert.True(scene.Kernel.IsEmpty);
        Assert.Throws<LinuxException>(() => path.Install(Spec(2), true, null));
        path.Remove(In(1));
        path.Dispose();
    }
}
