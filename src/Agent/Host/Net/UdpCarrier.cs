using Holdfast.Esp;
using Holdfast.Host.Loop;
using Holdfast.Ike;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Net;

/// <summary>
/// The two UDP sockets of a session: towards the gateway's IKE port, and towards its NAT traversal port, which IKE (behind
/// the non-ESP marker), ESP and keepalives share (RFC 3948 section 2). Both carry the mark that keeps them off the tunnel.
/// </summary>
public sealed class UdpCarrier : IDisposable
{
    /// <summary>Datagrams served from one socket before others have their turn.</summary>
    private const int Burst = 64;

    private const int SocketBuffer = 4 << 20;
    private const int LargestDatagram = 65_535;

    private static readonly byte[] NonEspMarker = new byte[4];
    private static readonly byte[] KeepaliveByte = [0xFF];

    private readonly EventLoop _loop;
    private readonly IDatagramSink _sink;
    private readonly Endpoint _ikeRemote;
    private readonly Endpoint _natRemote;
    private readonly UdpSocket _ike;
    private readonly UdpSocket _nat;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram, pinned: true);
    private bool _isDisposed;

    /// <param name="gateway">Address and IKE port of the gateway.</param>
    /// <exception cref="LinuxException">A socket can't be had.</exception>
    public UdpCarrier(EventLoop loop, IDatagramSink sink, Endpoint gateway, ushort natPort, uint mark)
    {
        (_loop, _sink, _ikeRemote, _natRemote) = (loop, sink, gateway, gateway.WithPort(natPort));
        _ike = Open(gateway, IkePorts.Ike, mark);
        try
        {
            _nat = Open(gateway, IkePorts.NatTraversal, mark);
        }
        catch (LinuxException)
        {
            _ike.Dispose();
            throw;
        }

        _loop.Add(_ike.Fd, PollEvents.Readable, _ => Receive(_ike, isNatTraversal: false));
        _loop.Add(_nat.Fd, PollEvents.Readable, _ => Receive(_nat, isNatTraversal: true));
    }

    /// <summary>Local port of the first exchange, for NAT detection.</summary>
    public ushort IkePort => _ike.Local.Port;

    /// <summary>Why the last datagram could not be sent; 0 once one was.</summary>
    public int LastSendError { get; private set; }

    /// <summary>When something last left for the NAT traversal port, and so kept a NAT's mapping alive.</summary>
    public Instant LastNatSend { get; private set; }

    public void Send(IkeTransport transport, ReadOnlySpan<byte> message)
    {
        if (transport == IkeTransport.Udp500)
            Note(_ike.TrySend(message, _ikeRemote));
        else
            NoteNat(_nat.TrySend(NonEspMarker, message, _natRemote));
    }

    /// <summary>False when the socket would not take it: the packet is lost, as in any full queue.</summary>
    public bool TrySendEsp(ReadOnlySpan<byte> packet) => NoteNat(_nat.TrySend(packet, _natRemote));

    public void SendKeepalive() => NoteNat(_nat.TrySend(KeepaliveByte, _natRemote));

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _loop.Remove(_ike.Fd);
        _loop.Remove(_nat.Fd);
        _ike.Dispose();
        _nat.Dispose();
    }

    private static UdpSocket Open(Endpoint gateway, int port, uint mark)
    {
        Endpoint any = new(gateway.IsIPv6 ? System.Net.IPAddress.IPv6Any : System.Net.IPAddress.Any, port);
        return UdpSocket.Open(any, new UdpOptions
        {
            Mark = mark,
            AnyPortIfInUse = true,
            ReceiveBuffer = SocketBuffer,
            SendBuffer = SocketBuffer,
        });
    }

    private bool NoteNat(IoResult result)
    {
        LastNatSend = _loop.Now;
        return Note(result);
    }

    private bool Note(IoResult result)
    {
        LastSendError = result.Status == IoStatus.Failed ? result.Errno : 0;
        return result.IsDone;
    }

    private void Receive(UdpSocket socket, bool isNatTraversal)
    {
        for (int i = 0; i < Burst && !_isDisposed; i++)
        {
            IoResult result = socket.TryReceive(_buffer, out _);
            if (result.Status == IoStatus.WouldBlock)
                return;
            if (result.IsDone)
                Deliver(_buffer.AsSpan(0, result.Length), isNatTraversal);
        }
    }

    private void Deliver(Span<byte> datagram, bool isNatTraversal)
    {
        if (!isNatTraversal)
        {
            _sink.HandleIke(datagram);
            return;
        }

        switch (DatagramClassifier.Classify(datagram))
        {
            case DatagramKind.Ike:
                _sink.HandleIke(datagram[NonEspMarker.Length..]);
                break;
            case DatagramKind.Keepalive:
                break;
            default:
                // What is malformed is counted there, as too short.
                _sink.HandleEsp(datagram);
                break;
        }
    }
}
