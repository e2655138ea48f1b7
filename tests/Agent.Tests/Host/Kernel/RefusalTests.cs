using Holdfast.Esp;
using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Holdfast.Tests.Esp.Support;
using Xunit;
using static Holdfast.Tests.Host.Kernel.KernelScene;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>The kernel refuses one step of a change, each in turn: the kernel and the path are as they were before.</summary>
public sealed class RefusalTests
{
    private static readonly string[] Names = ["install", "rekey", "narrowed", "send", "stop", "carry", "take over"];

    /// <summary>With an xfrm interface; with policies alone; and with those where they block while there is no tunnel.</summary>
    public static TheoryData<string, bool, bool> Changes
    {
        get
        {
            TheoryData<string, bool, bool> all = [];
            foreach (string name in Names)
            {
                all.Add(name, false, false);
                all.Add(name, true, false);
                all.Add(name, true, true);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Every_step_that_fails_undoes_those_before_it(string change, bool isPolicyMode, bool blocks)
    {
        IReadOnlyList<string> steps = Steps(change, isPolicyMode, blocks);
        Assert.NotEmpty(steps);
        for (int refused = 0; refused < steps.Count; refused++)
        {
            using KernelScene scene = new(isPolicyMode, blocks);
            Action act = Prepare(scene, change);
            string before = Describe(scene.Kernel);
            scene.Kernel.RefuseCall(refused);

            LinuxException cause = Assert.Throws<LinuxException>(act);
            Assert.Contains(steps[refused], cause.Message, StringComparison.Ordinal);
            Assert.Equal(12, cause.Errno); // as the kernel gave it
            Assert.Equal(before, Describe(scene.Kernel));
            scene.Kernel.RefuseCall(-1);
            Prepare(scene, "again")();
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_was_refused_can_be_done_later(string change, bool isPolicyMode, bool blocks)
    {
        using KernelScene other = new(isPolicyMode, blocks);
        Prepare(other, change)();
        for (int refused = 0; refused < Steps(change, isPolicyMode, blocks).Count; refused++)
        {
            using KernelScene scene = new(isPolicyMode, blocks);
            Action act = Prepare(scene, change);
            scene.Kernel.RefuseCall(refused);
            Assert.Throws<LinuxException>(act);
            scene.Kernel.RefuseCall(-1);
            act();

            Assert.Equal(Describe(other.Kernel), Describe(scene.Kernel));
        }
    }

    [Fact]
    public void If_undoing_fails_as_well_the_next_change_puts_it_right()
    {
        using KernelScene scene = new();
        (KernelPath path, _) = scene.Session();
        path.Install(Spec(1), true, null);
        path.Carry(true);
        scene.Kernel.RefuseCall(3, ever: true); // two states, one policy, then nothing works any more
        Assert.Throws<LinuxException>(() => path.Install(Spec(2, [Child.Selector("10.3.0.0/16")]), true, null));
        scene.Kernel.RefuseCall(-1);

        path.StopSending(In(1));
        Assert.Equal(3, scene.Kernel.Policies.Count);
        Assert.Equal(0u, scene.Sender());
        foreach (XfrmStateId left in scene.Kernel.States.Keys.Where(s => (s.Spi & 0xFF) == 2).ToList())
            scene.Kernel.DeleteState(left); // no one but a new start can take these away
    }

    [Fact]
    public void Taking_away_goes_on_past_what_is_refused()
    {
        using KernelScene scene = new();
        (KernelPath path, _) = scene.Session();
        path.Install(Spec(1), true, null);
        path.Carry(true);
        scene.Kernel.RefuseCall(1);
        path.Remove(In(1));

        Assert.Empty(scene.Kernel.States);
        Assert.NotEmpty(scene.Output.ToString());
    }

    [Fact]
    public void The_refusal_names_the_child_and_its_algorithm()
    {
        using KernelScene scene = new();
        (KernelPath path, _) = scene.Session();
        scene.Kernel.Refuses = _ => true;
        LinuxException refusal = Assert.Throws<LinuxException>(() => path.Install(Spec(1, algorithm: EspAlgorithm.ChaCha20Poly1305), true, null));

        Assert.StartsWith("Child SA net with chacha20poly1305: add state c0000001 to 10.10.1.2", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("Requested AEAD algorithm not found", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Selectors_that_make_too_many_policies_are_refused_before_anything_is_done()
    {
        using KernelScene scene = new();
        (KernelPath path, _) = scene.Session();
        Holdfast.Wire.TrafficSelector odd = new(
            0, Holdfast.Wire.PortRange.Any, Holdfast.Wire.IpAddress.Parse("10.0.0.1"), Holdfast.Wire.IpAddress.Parse("10.255.255.254"));

        Assert.Throws<LinuxException>(() => path.Install(Child.Spec(local: [odd], remote: [odd]), true, null));
        Assert.True(scene.Kernel.IsEmpty);
    }

    private static IReadOnlyList<string> Steps(string change, bool isPolicyMode, bool blocks)
    {
        using KernelScene scene = new(isPolicyMode, blocks);
        Action act = Prepare(scene, change);
        int before = scene.Kernel.Changes;
        act();
        return scene.Kernel.Steps[before..];
    }

    /// <summary>Brings the scene to where the change can be made.</summary>
    private static Action Prepare(KernelScene scene, string change)
    {
        (KernelPath path, _) = scene.Session();
        switch (change)
        {
            case "again":
                return () => path.Install(Spec(9, [Child.Selector("10.9.0.0/16")]), true, null);
            case "install":
                path.Carry(true);
                return () => path.Install(Spec(1), true, null);
            case "carry":
                path.Install(Spec(1), true, null);
                return () => path.Carry(true);
            case "take over":
                path.Install(Spec(1), true, null);
                path.Carry(true);
                (KernelPath next, _) = scene.Session();
                next.Install(Spec(2, [Child.Selector("10.3.0.0/16")]), true, null);
                return () => next.Carry(true);
        }

        path.Install(Spec(1, [Child.Selector("10.2.0.0/16"), Child.Selector("10.3.0.0/16")]), true, null);
        path.Carry(true);
        switch (change)
        {
            case "rekey":
                return () => path.Install(Spec(2, [Child.Selector("10.2.0.0/16"), Child.Selector("10.3.0.0/16")]), true, In(1));
            case "narrowed":
                return () => path.Install(Spec(2, [Child.Selector("10.2.0.0/17")]), true, In(1));
            case "send":
                path.Install(Spec(2, [Child.Selector("10.2.0.0/16"), Child.Selector("10.3.0.0/16")]), false, In(1));
                return () => path.SendThrough(In(2));
            default:
                return () => path.StopSending(In(1));
        }
    }

    private static string Describe(FakeKernel kernel) => string.Join("\n", kernel.States.Values.Select(s => $"{s.Id}")
        .Concat(kernel.Policies.Values.Select(p => $"{p} {p.Action} {p.Template?.Spi:x8} {p.Priority:x}")).Order());
}
