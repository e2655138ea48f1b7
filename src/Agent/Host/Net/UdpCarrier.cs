using Holdfast.Host.Loop;
using Holdfast.Ike;
using Holdfast.Platform;
using Holdfast.Supervision;

namespace Holdfast.Host.Net;

/// <summary>A session's way to its gateway: the connection's sockets, and the addresses that it sends to.</summary>
public sealed class UdpCarrier : IDisposable
{
    private static readonly byte[] KeepaliveByte = [0xFF];

    private readonly EventLoop _loop;
    private readonly SocketPool _pool;
    private readonly IDatagramSink _sink;
    private readonly ushort _natPort;
    private readonly MappingLife _mapping;
    private UdpSockets _sockets;
    private Endpoint _ikeRemote;
    private Endpoint _natRemote;

    /// <param name="gateway">Address and IKE port of the gateway.</param>
    /// <param name="mapping">Is told of all that goes to the NAT traversal port, and so keeps a NAT's mapping alive.</param>
    /// <exception cref="LinuxException">A socket can't be had.</exception>
    public UdpCarrier(EventLoop loop, SocketPool pool, IDatagramSink sink, Endpoint gateway, ushort natPort, MappingLife? mapping = null)
    {
        (_loop, _pool, _sink, _natPort, _mapping) = (loop, pool, sink, natPort, mapping ?? new MappingLife());
        (_ikeRemote, _natRemote) = (gateway, gateway.WithPort(natPort));
        _sockets = pool.Take(gateway.IsIPv6, sink);
    }

    /// <summary>Local port of the first exchange, for NAT detection.</summary>
    public ushort IkePort => _sockets.IkePort;

    /// <summary>Local port of what goes to the NAT traversal port.</summary>
    public ushort NatPort => _sockets.NatPort;

    /// <summary>The gateway's port of NAT traversal, as this host sees it.</summary>
    public ushort NatRemotePort => _natRemote.Port;

    /// <inheritdoc cref="UdpSockets.IsDelivering"/>
    public bool IsDelivering => _sockets.IsDelivering;

    /// <summary>Why the last datagram could not be sent; 0 once one was.</summary>
    public int LastSendError { get; private set; }

    /// <summary>Bytes of keepalives on the wire: one, and 28 (IPv4) or 48 (IPv6) of IP and UDP header.</summary>
    public long KeepaliveBytes { get; private set; }

    public void Send(IkeTransport transport, ReadOnlySpan<byte> message)
    {
        bool isNat = transport == IkeTransport.Udp4500;
        bool isDone = Note(_sockets.SendIke(_sink, transport, message, isNat ? _natRemote : _ikeRemote));
        if (isNat)
            _mapping.HandleSent(_loop.Now, isDone);
    }

    /// <summary>What ESP goes through; another one after each move.</summary>
    public EspWay EspWay => _sockets.WayTo(_natRemote);

    /// <summary>Others sent ESP through it since the last call.</summary>
    /// <param name="errno">Why the last of it could not be sent; 0 if it could.</param>
    public void NoteEsp(int errno)
    {
        LastSendError = errno;
        _mapping.HandleSent(_loop.Now, errno == 0);
    }

    public void SendKeepalive()
    {
        KeepaliveBytes += KeepaliveByte.Length + (_natRemote.IsIPv6 ? 48 : 28);
        bool isDone = Note(_sockets.SendNat(KeepaliveByte, _natRemote));
        _mapping.HandleSent(_loop.Now, isDone, isKeepalive: true);
    }

    /// <summary>
    /// Sends to another address of the gateway from now on. The sockets stay, as they are bound to no address of this host,
    /// unless the family is another.
    /// </summary>
    /// <exception cref="LinuxException">No sockets of that family; nothing has changed.</exception>
    public void MoveTo(Endpoint gateway)
    {
        if (gateway.IsIPv6 != _sockets.IsIPv6)
        {
            UdpSockets before = _sockets;
            _sockets = _pool.Take(gateway.IsIPv6, _sink);
            before.Detach(_sink);
        }

        (_ikeRemote, _natRemote) = (gateway, gateway.WithPort(_natPort));
    }

    /// <summary>What goes to the port of NAT traversal goes there from now on.</summary>
    public void Follow(Endpoint nat) => (_ikeRemote, _natRemote) = (nat.WithPort(_ikeRemote.Port), nat);

    public void Dispose() => _sockets.Detach(_sink);

    private bool Note(IoResult result)
    {
        LastSendError = result.Status == IoStatus.Failed ? result.Errno : 0;
        return result.IsDone;
    }
}
