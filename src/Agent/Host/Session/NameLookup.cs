using System.Text;
using Holdfast.Host.Dns;
using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>
/// Sockets for the resolver. resolv.conf and hosts are read anew for every name, as networks come and go, and tunnels' own servers are left out; all sockets carry
/// the agent's mark, so that a tunnel that is going down does not swallow the question for its own gateway.
/// </summary>
public sealed class NameLookup(HostContext host, Action<DnsAction> done) : ITimed, IDisposable
{
    private const int LargestAnswer = 4096;
    private const int MaximumFileSize = 256 * 1024;

    private readonly Dictionary<DnsServer, UdpSocket> _sockets = [];
    private readonly Dictionary<DnsStream, TcpStream> _streams = [];
    private readonly byte[] _buffer = new byte[LargestAnswer];
    private Resolver? _resolver;

    public Instant NextDeadline => _resolver?.NextDeadline ?? Instant.Never;

    /// <summary>Ends in one call of the delegate, with <see cref="NameResolved"/> or <see cref="NameFailed"/>.</summary>
    public void Start(string name)
    {
        _resolver = new Resolver(
            OutsideServers.Find(ReadOrEmpty("/etc/resolv.conf"), host.Setup.ServersInTunnels, ReadOrEmpty), HostsFile.Parse(ReadOrEmpty("/etc/hosts")), host.Random);
        host.Loop.Add(this);
        _resolver.Start(name, host.Loop.Now);
        Drain();
    }

    public void HandleTimeout(Instant now)
    {
        _resolver?.HandleTimeout(now);
        Drain();
    }

    public void Dispose()
    {
        _resolver = null;
        host.Loop.Remove(this);
        foreach (UdpSocket socket in _sockets.Values)
        {
            host.Loop.Remove(socket.Fd);
            socket.Dispose();
        }

        foreach (DnsStream stream in _streams.Keys.ToList())
            Close(stream);
        _sockets.Clear();
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(FileGuard.ReadAllBytes(path, MaximumFileSize, out _, followSymlinks: true));
        }
        catch (LinuxException)
        {
            return "";
        }
    }

    private void Drain()
    {
        while (_resolver is not null && _resolver.TryDequeue(out DnsAction? action))
        {
            switch (action)
            {
                case SendDatagram send:
                    Send(send);
                    break;
                case OpenStream open:
                    Open(open);
                    break;
                case CloseStream close:
                    Close(close.Stream);
                    break;
                default:
                    Dispose();
                    done(action);
                    break;
            }
        }
    }

    private void Send(SendDatagram send)
    {
        try
        {
            Endpoint server = EndpointOf(send.Server);
            if (SocketFor(send.Server, server).TrySend(send.Datagram.Span, server).Status == IoStatus.Failed)
                _resolver?.HandleUnreachable(send.Server, host.Loop.Now);
        }
        catch (LinuxException failure)
        {
            host.Log.Debug(failure.Message);
            _resolver?.HandleUnreachable(send.Server, host.Loop.Now);
        }
    }

    /// <summary>One socket a server, on a port that the kernel draws: an answer from elsewhere is not even read as one.</summary>
    private UdpSocket SocketFor(DnsServer server, Endpoint remote)
    {
        if (_sockets.TryGetValue(server, out UdpSocket? known))
            return known;
        System.Net.IPAddress any = remote.IsIPv6 ? System.Net.IPAddress.IPv6Any : System.Net.IPAddress.Any;
        UdpSocket socket = UdpSocket.Open(new Endpoint(any, 0), new UdpOptions { Mark = host.Config.FwMark });
        if (host.Path.IsKernel)
            socket.SetPolicyBypass();
        _sockets.Add(server, socket);
        host.Loop.Add(socket.Fd, PollEvents.Readable, _ => Receive(socket, server, remote));
        return socket;
    }

    private void Receive(UdpSocket socket, DnsServer server, Endpoint remote)
    {
        IoResult result = socket.TryReceive(_buffer, out Endpoint source);
        if (!result.IsDone || source != remote)
            return;
        _resolver?.HandleDatagram(server, _buffer.AsSpan(0, result.Length), host.Loop.Now);
        Drain();
    }

    private void Open(OpenStream open)
    {
        try
        {
            TcpStream tcp = TcpStream.Connect(EndpointOf(open.Stream.Server), host.Config.FwMark, host.Path.IsKernel);
            _streams.Add(open.Stream, tcp);
            host.Loop.Add(tcp.Fd, PollEvents.Writable, _ => SendQuestion(open, tcp));
        }
        catch (LinuxException failure)
        {
            host.Log.Debug(failure.Message);
            _resolver?.HandleTcpClosed(open.Stream, host.Loop.Now);
        }
    }

    /// <summary>A question is far smaller than a socket's buffer: it goes at once or not at all.</summary>
    private void SendQuestion(OpenStream open, TcpStream tcp)
    {
        bool isSent = tcp.Write(open.Bytes.Span) is { IsDone: true } result && result.Length == open.Bytes.Length;
        host.Loop.Remove(tcp.Fd);
        host.Loop.Add(tcp.Fd, PollEvents.Readable, _ => ReceiveAnswer(open.Stream, tcp));
        if (!isSent)
            FinishStream(open.Stream);
    }

    private void ReceiveAnswer(DnsStream stream, TcpStream tcp)
    {
        IoResult result = tcp.Read(_buffer);
        if (result.Status == IoStatus.WouldBlock)
            return;
        if (!result.IsDone)
        {
            FinishStream(stream);
            return;
        }

        _resolver?.HandleTcp(stream, _buffer.AsSpan(0, result.Length), host.Loop.Now);
        Drain();
    }

    private void FinishStream(DnsStream stream)
    {
        Close(stream);
        _resolver?.HandleTcpClosed(stream, host.Loop.Now);
        Drain();
    }

    private void Close(DnsStream stream)
    {
        if (!_streams.Remove(stream, out TcpStream? tcp))
            return;
        host.Loop.Remove(tcp.Fd);
        tcp.Dispose();
    }

    private static Endpoint EndpointOf(DnsServer server) => new(server.Address.ToIPAddress(), server.Port);
}
