using Holdfast.Host.Loop;
using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>The sockets of one connection, one pair for each address family that a session of it uses.</summary>
public sealed class SocketPool(EventLoop loop, uint mark)
{
    private bool _isForKernel;
    private IEspReader? _reader;

    private readonly List<UdpSockets> _open = [];
    private readonly List<UdpSockets> _left = []; // for the sessions that have them

    /// <summary>ESP that arrives is for the kernel's states, or for the agent.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void UseKernel(bool isForKernel)
    {
        _isForKernel = isForKernel;
        foreach (UdpSockets sockets in _open.Concat(_left).Where(s => !s.IsClosed))
            sockets.UseKernel(isForKernel);
    }

    /// <summary>Who takes ESP off the sockets; null: nobody.</summary>
    public void UseReader(IEspReader? reader)
    {
        _reader = reader;
        foreach (UdpSockets sockets in _open.Concat(_left).Where(s => !s.IsClosed))
            sockets.UseReader(reader);
    }

    /// <summary>Sessions to come have other sockets, and so other ports.</summary>
    public void Renew()
    {
        _left.RemoveAll(sockets => sockets.IsClosed);
        _left.AddRange(_open);
        _open.Clear();
    }

    /// <summary>Those that are open, or new ones; the sink is attached.</summary>
    /// <exception cref="LinuxException">A socket can't be had.</exception>
    public UdpSockets Take(bool isIPv6, IDatagramSink sink)
    {
        _open.RemoveAll(sockets => sockets.IsClosed);
        UdpSockets? found = _open.Find(sockets => sockets.IsIPv6 == isIPv6);
        if (found is null)
        {
            _open.Add(found = new UdpSockets(loop, isIPv6, mark, _isForKernel));
            found.UseReader(_reader);
        }

        found.Attach(sink);
        return found;
    }
}
