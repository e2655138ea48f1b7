using Holdfast.Host.Loop;
using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>The sockets of one connection, one pair for each address family that a session of it uses.</summary>
public sealed class SocketPool(EventLoop loop, uint mark)
{
    private bool _isForKernel;
    private bool _isTcpForKernel;
    private IEspReader? _reader;

    private readonly List<UdpSockets> _open = [];
    private readonly List<UdpSockets> _left = []; // for the sessions that have them
    private readonly List<StreamSocket> _streams = [];
    private readonly List<KernelStream> _kernelStreams = [];

    /// <summary>ESP that arrives is for the kernel's states, or for the agent.</summary>
    /// <param name="hasTcp">The kernel's states take ESP in TCP too.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void UseKernel(bool isForKernel, bool hasTcp = false)
    {
        (_isForKernel, _isTcpForKernel) = (isForKernel, hasTcp);
        foreach (KernelStream stream in hasTcp ? [] : _kernelStreams)
            stream.Shut(); // the next one is the agent's
        foreach (UdpSockets sockets in _open.Concat(_left).Where(s => !s.IsClosed))
            sockets.UseKernel(isForKernel);
    }

    /// <summary>Who takes ESP off the sockets; null: nobody.</summary>
    public void UseReader(IEspReader? reader)
    {
        (IEspReader? before, _reader) = (_reader, reader);
        foreach (UdpSockets sockets in _open.Concat(_left).Where(s => !s.IsClosed))
            sockets.UseReader(reader);
        foreach (StreamSocket stream in _streams)
        {
            if (before == reader)
                continue;
            before?.Leave(stream);
            reader?.Listen(stream);
        }
    }

    /// <summary>Sessions to come have other sockets, and so other ports.</summary>
    public void Renew()
    {
        _left.RemoveAll(sockets => sockets.IsClosed);
        _left.AddRange(_open);
        _open.Clear();
    }

    /// <summary>Begins to connect by TCP (RFC 9329), for one session. Nothing arrives by it where nobody takes ESP off sockets.</summary>
    /// <param name="beginsWithIke">See <see cref="StreamInbox"/>.</param>
    /// <param name="mailArrived">See <see cref="EspSocket.MailArrived"/>.</param>
    /// <exception cref="LinuxException">It can't even begin.</exception>
    public LinkSocket Connect(in Endpoint remote, bool beginsWithIke, Action mailArrived)
    {
        TcpStream stream = TcpStream.Connect(remote, mark, _isForKernel);
        try
        {
            return _isTcpForKernel
                ? Add(new KernelStream(stream, remote, mailArrived))
                : Add(new StreamSocket(stream, remote, beginsWithIke, mailArrived));
        }
        catch (LinuxException)
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Closes one that <see cref="Connect"/> made.</summary>
    public void Close(LinkSocket link)
    {
        if (link is KernelStream ofKernel)
            _kernelStreams.Remove(ofKernel);
        else if (link is StreamSocket stream && _streams.Remove(stream))
            _reader?.Leave(stream);
        link.Dispose();
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

    private KernelStream Add(KernelStream stream)
    {
        _kernelStreams.Add(stream);
        return stream;
    }

    private StreamSocket Add(StreamSocket stream)
    {
        _streams.Add(stream);
        _reader?.Listen(stream);
        return stream;
    }
}
