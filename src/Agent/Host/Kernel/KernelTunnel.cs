using Holdfast.Host.Data;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>What one connection has in the kernel: the paths of its sessions, and the policies that they share.</summary>
public sealed class KernelTunnel(IXfrm xfrm, KernelOptions options, Log log) : IDisposable
{
    private readonly List<KernelPath> _paths = [];

    public IXfrm Xfrm => xfrm;

    public KernelOptions Options => options;

    public Log Log => log;

    public StateLook Look { get; } = new(xfrm, log);

    public PolicyBook Book { get; } = new(xfrm, options);

    public StateBuilder Builder { get; } = new(options);

    private int _groups;

    /// <summary>A request id for the outbound states of Child SAs that share a policy.</summary>
    public uint NextGroup() => XfrmTag.Group(options.RequestId, _groups++);

    /// <summary>Nothing more goes into the kernel.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>A session has its path here.</summary>
    public bool IsInUse => _paths.Count > 0;

    /// <summary>Whether this is the path of the only session.</summary>
    public bool IsOnly(IChildPath path) => _paths.Count == 1 && _paths[0] == path;

    public void Add(KernelPath path, KernelChildren children)
    {
        _paths.Add(path);
        Book.Sessions.Add(children);
    }

    public void Remove(KernelPath path, KernelChildren children)
    {
        _paths.Remove(path);
        Book.Sessions.Remove(children);
        if (Book.Carrier == children)
            Book.Carrier = null;
        Try(Book.Update);
    }

    /// <summary>Events of this connection's states.</summary>
    public void Handle(XfrmEvent one)
    {
        foreach (KernelPath path in (KernelPath[])[.. _paths])
        {
            switch (one)
            {
                case XfrmExpired expired:
                    path.TryExpire(expired.Id, expired.IsHard);
                    break;
                case XfrmMapping mapping:
                    path.TryMap(mapping);
                    break;
                default:
                    path.Resync();
                    break;
            }
        }
    }

    /// <summary>A step that takes away: what the kernel refuses is reported, and the others go on.</summary>
    public void Try(Action step)
    {
        try
        {
            step();
        }
        catch (LinuxException failure)
        {
            log.Warning(failure.Message);
        }
    }

    /// <summary>Takes all of it out of the kernel, whatever its sessions are.</summary>
    public void Dispose()
    {
        IsClosed = true;
        foreach (KernelPath path in (KernelPath[])[.. _paths])
            path.Dispose();
        Book.Clear(log);
    }
}
