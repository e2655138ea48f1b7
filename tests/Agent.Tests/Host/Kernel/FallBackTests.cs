using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Host.Kernel;
using Holdfast.Host.Session;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Xunit;
using static Holdfast.Tests.Host.Kernel.KernelScene;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>A session whose kernel refuses: another path takes over in place, or the session is told to end.</summary>
public sealed class FallBackTests : IDisposable
{
    private readonly KernelScene _scene = new();
    private readonly Source _source;
    private readonly FakeOwner _owner = new();

    public FallBackTests() => _source = new Source(_scene.Tunnel);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void The_first_child_goes_to_the_other_path_with_its_keys()
    {
        using SessionChildren children = new(_source, _owner, export: null);
        _scene.Kernel.Refuses = _ => true;
        Assert.True(children.TryCarryOut(new InstallChild(Spec(1))));

        Assert.IsType<Elsewhere>(children.Path);
        Assert.Equal([In(1)], children.Path.Specs.Select(s => s.InboundSpi));
        Assert.Equal(Esp.Support.Child.Key(default, In(1)), children.Path.Specs.Single().InboundKey.Span);
        Assert.True(_scene.Kernel.IsEmpty);
    }

    [Fact]
    public void Without_another_path_the_refusal_is_the_session_s_and_the_keys_are_wiped()
    {
        _source.MayFallBack = false;
        using SessionChildren children = new(_source, _owner, export: null);
        _scene.Kernel.Refuses = _ => true;
        ChildSaSpec spec = Spec(1);

        Assert.Throws<LinuxException>(() => children.TryCarryOut(new InstallChild(spec)));
        Assert.Throws<ObjectDisposedException>(() => spec.InboundKey.Span.Length);
        Assert.True(children.TryCarryOut(new RemoveChild(In(1))));
    }

    [Fact]
    public void Of_several_children_all_go_over()
    {
        using SessionChildren children = new(_source, _owner, export: null);
        children.TryCarryOut(new InstallChild(Spec(1)));
        children.TryCarryOut(new InstallChild(Spec(2), SendToo: false, Replaces: In(1)));
        _scene.Kernel.RefuseCall(0);
        Assert.Throws<LinuxException>(() => children.Path.Carry(true));
        Assert.True(children.TryFallBack(new LinuxException("x", 1)));

        Assert.Equal(["c0000001 True", "c0000002 False"], ((Elsewhere)children.Path).Installed);
        Assert.True(_scene.Kernel.IsEmpty);
    }

    private sealed class Source(KernelTunnel tunnel) : IPathSource
    {
        public bool MayFallBack { get; set; } = true;

        public IChildPath Open(IPathOwner owner) => new KernelPath(tunnel, owner);

        public IChildPath? FallBack(IChildPath path, IPathOwner owner, LinuxException cause)
        {
            if (!MayFallBack)
                return null;
            Elsewhere other = new();
            foreach (KernelChild child in ((KernelPath)path).Release())
                other.Install(child.Spec, child.MaySend, null);
            return other;
        }
    }

    private sealed class Elsewhere : IChildPath
    {
        private readonly List<ChildSaSpec> _specs = [];

        public List<string> Installed { get; } = [];

        public IEnumerable<ChildSaSpec> Specs => _specs;

        public Holdfast.Time.Instant NextDeadline => Holdfast.Time.Instant.Never;

        public void HandleTimeout(Holdfast.Time.Instant now)
        {
        }

        public void Install(ChildSaSpec spec, bool sendToo, uint? replaces)
        {
            _specs.Add(spec);
            Installed.Add($"{spec.InboundSpi:x8} {sendToo}");
        }

        public void SendThrough(uint inboundSpi)
        {
        }

        public void StopSending(uint inboundSpi)
        {
        }

        public void Remove(uint inboundSpi)
        {
        }

        public void Carry(bool carries)
        {
        }

        public void Move()
        {
        }

        public void Look()
        {
        }

        public bool TryTakeExpiry(out ChildExpiry expiry)
        {
            expiry = default;
            return false;
        }

        public IReadOnlyList<ChildSaStatus> Status() => [];

        public void CountDrops(SortedDictionary<string, long> drops)
        {
        }

        public void Dispose()
        {
        }
    }
}
