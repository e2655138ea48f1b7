using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>
/// The agent's one way to the kernel's IPsec, opened when a connection first wants it: the netlink socket that changes
/// things, and the one that hears of them.
/// </summary>
public sealed class KernelService(EventLoop loop) : IDisposable
{
    /// <summary>Events served before others have their turn.</summary>
    private const int Burst = 64;

    private readonly List<KernelTunnel> _tunnels = [];
    private XfrmNetlink? _netlink;
    private XfrmMonitor? _monitor;
    private LinuxXfrm? _xfrm;
    private IKernelSupport? _support;

    public IKernelSupport Support => _support ??= Ask();

    /// <summary>The next connection that wants the kernel asks it anew: a module may have come.</summary>
    public void Forget() => _support = null;

    /// <exception cref="LinuxException">The kernel has no XFRM interface.</exception>
    public KernelTunnel Open(KernelOptions options, KernelJournal journal, Log log)
    {
        Open();
        if (_monitor is null)
        {
            _monitor = XfrmMonitor.Open();
            loop.Add(_monitor.Fd, PollEvents.Readable, _ => Read());
        }

        KernelTunnel tunnel = new(new JournaledXfrm(_xfrm!, journal, options.RequestId), options, log);
        _tunnels.Add(tunnel);
        return tunnel;
    }

    /// <summary>Takes out of the kernel what the connection has there.</summary>
    public void Close(KernelTunnel tunnel)
    {
        _tunnels.Remove(tunnel);
        tunnel.Dispose();
    }

    public void Dispose()
    {
        foreach (KernelTunnel tunnel in (KernelTunnel[])[.. _tunnels])
            Close(tunnel);
        if (_monitor is not null)
            loop.Remove(_monitor.Fd);
        _monitor?.Dispose();
        _netlink?.Dispose();
    }

    private void Open()
    {
        _netlink ??= XfrmNetlink.Open();
        _xfrm ??= new LinuxXfrm(_netlink);
    }

    private IKernelSupport Ask()
    {
        try
        {
            KernelModuleSet.Load();
            Open();
            return new KernelProbe(_netlink!, RouteNetlink.Open);
        }
        catch (LinuxException failure)
        {
            return new NoKernel(failure.Message);
        }
    }

    private void Read()
    {
        for (int i = 0; i < Burst && _monitor!.TryRead(out XfrmEvent? found); i++)
        {
            uint requestId = found switch
            {
                XfrmExpired expired => expired.RequestId,
                XfrmAcquire acquire => acquire.RequestId,
                XfrmMapping mapping => mapping.RequestId,
                _ => 0,
            };
            foreach (KernelTunnel tunnel in (KernelTunnel[])[.. _tunnels])
            {
                if (XfrmTag.IsOf(requestId, tunnel.Options.RequestId) || found is XfrmOverrun)
                    tunnel.Handle(found);
            }
        }
    }
}
