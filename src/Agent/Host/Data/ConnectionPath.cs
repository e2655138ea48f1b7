using System.Diagnostics.CodeAnalysis;
using Holdfast.Config;
using Holdfast.Host.Kernel;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Ike;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// Who carries the packets of one connection, chosen when a session first needs it: the kernel, or the agent. All its
/// sessions go the same way; where the kernel turns out to refuse, and the configuration leaves it open, they change over.
/// </summary>
public sealed class ConnectionPath(
    ConnectionConfig config, EventLoop loop, TunnelSetup setup, SocketPool sockets, KernelService kernel, KernelJournal journal, Log log)
    : IPathSource, IDisposable
{
    private static readonly TimeSpan LeastSampling = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MostSampling = TimeSpan.FromSeconds(10);

    private PathDecision? _decision;
    private bool _blocks = config.KillSwitch;
    private string? _gaveUp;
    private KernelTunnel? _tunnel;
    private UserPlane? _plane;

    /// <summary>Such as "kernel (xfrm interface hf0)"; for logs and status.</summary>
    public string Description => _decision?.Describe(config.TunName) ?? "none yet";

    public bool IsKernel => _decision?.Kind is TunnelKind.XfrmInterface or TunnelKind.Policy;

    /// <summary>Of the tunnel; empty where there is none.</summary>
    public string Device => _decision?.Kind == TunnelKind.Policy ? "" : config.TunName;

    /// <summary>
    /// Chooses for a new session, and makes the device where it is not there yet. False: it can't be done as it is configured,
    /// or not beside a session that goes another way.
    /// </summary>
    /// <param name="isIPv6">The session's outer addresses; null: not known yet.</param>
    /// <exception cref="LinuxException">The TUN device can't be had.</exception>
    /// <param name="isTcp">It is to go by TCP.</param>
    public bool TryChoose(IkeSettings settings, bool? isIPv6, bool isTcp, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (_gaveUp is not null && _tunnel is { Book.Carrier: null })
            ChangeOver();
        if (_gaveUp is not null && _decision is { Kind: not TunnelKind.None })
            return true;
        PathDecision wanted = Decide(settings, isIPv6, isTcp);
        if (wanted.Kind == TunnelKind.None)
        {
            kernel.Forget();
            problem = $"the kernel can't carry this connection: {wanted.Why}; \"datapath\": \"auto\" would have the agent do it";
        }
        else if (_decision is { Kind: not TunnelKind.None } before && before.Follow(wanted, IsInUse) is var next)
        {
            problem = next is null ? $"the kernel can't carry it, and the agent not beside the session that stands: {wanted.Why}" : null;
            if (next is not null)
                Use(before.Kind, next);
        }
        else
        {
            Use(TunnelKind.None, wanted);
        }

        return problem is null;
    }

    /// <summary>What a session between outer addresses of this family would be carried by.</summary>
    public PathDecision Decide(IkeSettings settings, bool? isIPv6, bool isTcp) => _gaveUp is null
        ? PathDecision.Of(config, settings, isIPv6, () => kernel.Support, isTcp)
        : new PathDecision(TunnelKind.Tun, _gaveUp, settings);

    /// <summary>A session can go on, as it is, with outer addresses of this family.</summary>
    public bool CanMove(IkeSettings settings, bool isIPv6, bool isTcp) =>
        !IsKernel || _gaveUp is not null || Decide(settings, isIPv6, isTcp).Kind == _decision!.Kind;

    /// <summary>With the ESP offer that the path can serve.</summary>
    public IkeSettings Offer(IkeSettings settings) => _decision?.Settings ?? settings;

    public IChildPath Open(IPathOwner owner) =>
        _tunnel is not null ? new KernelPath(_tunnel, owner) : MakeUserPath(owner);

    public IChildPath? FallBack(IChildPath path, IPathOwner owner, LinuxException cause)
    {
        bool mayChange = config.DataPath == DataPathChoice.Auto && _tunnel?.IsOnly(path) == true;
        if (!mayChange || path is not KernelPath { HasCarried: false } first || first.Specs.Any(s => s.IsBare))
            return null;
        IReadOnlyList<KernelChild> children = first.Release();
        try
        {
            GiveUpKernel(cause.Message);
            ChangeOver();
        }
        catch (LinuxException failure)
        {
            log.Warning($"the agent can't carry the packets either: {failure.Message}");
            foreach (KernelChild child in children)
                child.WipeKeys();
            return null;
        }

        UserPath other = MakeUserPath(owner);
        foreach (KernelChild child in children)
            other.Install(child.Spec, child.MaySend, null);
        return other;
    }

    /// <summary>
    /// The kernel refused something: where that is left open, the agent carries the packets of the next session, as soon as the
    /// kernel carries none. False: the configuration insists on the kernel, or it is not in use.
    /// </summary>
    public bool GiveUpKernel(string cause)
    {
        if (config.DataPath != DataPathChoice.Auto || !IsKernel)
            return false;
        _gaveUp = $"the kernel refused: {cause}";
        log.Warning($"{_gaveUp}; until a new start the agent carries the packets (userspace)");
        return true;
    }

    /// <summary>Whether policies without a device block what belongs into the tunnel while there is none.</summary>
    public void Block(bool blocks)
    {
        _blocks = blocks;
        if (_tunnel is null)
            return;
        _tunnel.Options.BlocksWhenIdle = blocks && _decision!.Kind == TunnelKind.Policy;
        _tunnel.Try(_tunnel.Book.Update);
    }

    public void Dispose()
    {
        CloseTunnel();
        ClosePlane();
    }

    /// <exception cref="LinuxException">The TUN device can't be had.</exception>
    private void ChangeOver()
    {
        CloseTunnel();
        _decision = new PathDecision(TunnelKind.Tun, _gaveUp!, _decision!.Settings);
        Use(_decision);
    }

    private bool IsInUse => _tunnel is { IsInUse: true } || _plane is { IsInUse: true };

    private UserPath MakeUserPath(IPathOwner owner)
    {
        if (_plane is null)
        {
            _plane = new UserPlane(loop, setup.Tun!);
            sockets.UseReader(_plane);
        }

        return new UserPath(_plane, owner);
    }

    /// <param name="before">What it takes the place of, which no session uses.</param>
    private void Use(TunnelKind before, PathDecision decision)
    {
        if (before != decision.Kind)
        {
            CloseTunnel();
            ClosePlane();
        }

        _decision = decision;
        if (before != decision.Kind)
            Use(decision);
    }

    private void Use(PathDecision decision)
    {
        try
        {
            setup.Use(decision.Kind, XfrmTag.Of(config.Index));
            if (!IsKernel)
                return;
            _tunnel = kernel.Open(Options(decision.Kind), journal, log);
            CpuProbe.Explain(config.PerCpuSas, decision, kernel.Support, log);
            sockets.UseKernel(true, config.Tcp != TcpChoice.Off && kernel.Support.TcpProblem is null);
        }
        catch (LinuxException failure) when (IsKernel && config.DataPath == DataPathChoice.Auto)
        {
            GiveUpKernel(failure.Message);
            ChangeOver();
        }
        catch (LinuxException)
        {
            CloseTunnel();
            _decision = null;
            throw;
        }
    }

    private void CloseTunnel()
    {
        if (_tunnel is null)
            return;
        sockets.UseKernel(false);
        kernel.Close(_tunnel);
        _tunnel = null;
    }

    private void ClosePlane()
    {
        if (_plane is null)
            return;
        sockets.UseReader(null);
        _plane.Dispose();
        _plane = null;
    }

    private KernelOptions Options(TunnelKind kind)
    {
        uint tag = XfrmTag.Of(config.Index);
        TimeSpan idle = Time.Instant.Longer(config.LivenessInterval / 4, TimeSpan.FromSeconds(1)), traffic = config.DetectionTime / 8;
        TimeSpan interval = Instant.Shorter(idle, traffic);
        return new KernelOptions(tag, kind == TunnelKind.XfrmInterface ? tag : 0, config.FwMark)
        {
            SampleInterval = interval < LeastSampling ? LeastSampling : interval > MostSampling ? MostSampling : interval,
            BlocksWhenIdle = _blocks && kind == TunnelKind.Policy,
            Offload = config.Offload,
            Cpus = config.PerCpuSas > 0 ? ProcessorCount.Online() : 1,
            Uplink = setup.UplinkTo,
        };
    }
}
