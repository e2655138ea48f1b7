using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Host;
using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>One connection of a site with the fake kernel.</summary>
internal sealed class KernelScene : IDisposable
{
    public static readonly uint Tag = XfrmTag.Of(0);

    public KernelScene(bool isPolicyMode = false, bool blocks = false)
    {
        KernelOptions options = new(Tag, isPolicyMode ? 0 : Tag, 0x4846) { BlocksWhenIdle = blocks, Cpus = 2 };
        Tunnel = new KernelTunnel(Kernel, options, new Log(LogLevel.Warning, Output));
    }

    public FakeKernel Kernel { get; } = new();

    public StringWriter Output { get; } = new();

    public KernelTunnel Tunnel { get; }

    public static TrafficSelector[] Site => [Child.Selector("10.1.0.0/24")];

    public static TrafficSelector[] Office => [Child.Selector("10.2.0.0/16")];

    public (KernelPath Path, FakeOwner Owner) Session()
    {
        FakeOwner owner = new();
        KernelPath path = new(Tunnel, owner);
        owner.Path = path;
        return (path, owner);
    }

    /// <summary>Child SA number n has the SPIs c000000n in and d000000n out.</summary>
    public static ChildSaSpec Spec(uint number, TrafficSelector[]? remote = null, EspAlgorithm algorithm = default) =>
        Child.Spec(algorithm, false, In(number), Out(number), Site, remote ?? Office) with { Name = "net" };

    public static uint In(uint number) => 0xC000_0000 + number;

    public static uint Out(uint number) => 0xD000_0000 + number;

    public static XfrmStateId InState(uint number, FakeOwner? owner = null) =>
        new((owner?.Ends ?? FakeOwner.Home).Local.ToIPAddress(), In(number));

    public static XfrmStateId OutState(uint number, FakeOwner? owner = null) =>
        new((owner?.Ends ?? FakeOwner.Home).Remote.ToIPAddress(), Out(number));

    /// <summary>SPI that the only outbound policy names; 0: it blocks.</summary>
    public uint Sender() => Kernel.Outbound.Single() is { Action: XfrmAction.Allow } policy ? policy.Template!.Spi : 0;

    /// <summary>Everything is gone in the end, whatever a test did.</summary>
    public void Dispose()
    {
        Kernel.RefuseCall(-1);
        Tunnel.Dispose();
        Xunit.Assert.True(Kernel.IsEmpty, string.Join("; ", Kernel.States.Keys.Select(k => $"{k}").Concat(Kernel.Policies.Keys.Select(k => $"{k}"))));
        Xunit.Assert.Empty(Kernel.Keys);
    }
}
