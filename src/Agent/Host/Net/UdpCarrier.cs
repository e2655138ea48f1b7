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
    private readonly uint _mark;
    private readonly ushort _natPort;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(
        LargestDatagram + EspFormat.TransportRoom, pinned: true);
    private Endpoint _ikeRemote;
    private Endpoint _natRemote;
    private UdpSocket _ike = null!;
    private UdpSocket _nat = null!;
    private bool _isDisposed;

    /// <param name="gateway">Address and IKE port of the gateway.</param>
    /// <exception cref="LinuxException">A socket can't be had.</exception>
    public UdpCarrier(EventLoop loop, IDatagramSink sink, Endpoint gateway, ushort natPort, uint mark)
    {
        (_loop, _sink, _mark, _natPort) = (loop, sink, mark, natPort);
        (_ikeRemote, _natRemote) = (gateway, gateway.WithPort(natPort));
        OpenBoth(gateway.IsIPv6);
    }

    /// <summary>Local port of the first exchange, for NAT detection.</summary>
    public ushort IkePort => _ike.Local.Port;

    /// <summary>Local port of what goes to the NAT traversal port.</summary>
    public ushort NatPort => _nat.Local.Port;

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

    /// <summary>
    /// Sends to another address of the gateway from now on. The sockets stay, as they are bound to no address of this host,
    /// unless the family is another.
    /// </summary>
    /// <exception cref="LinuxException">No sockets of that family; nothing has changed.</exception>
    public void MoveTo(Endpoint gateway)
    {
        if (gateway.IsIPv6 != _ikeRemote.IsIPv6)
        {
            (UdpSocket ike, UdpSocket nat) = (_ike, _nat);
            OpenBoth(gateway.IsIPv6);
            Close(ike);
            Close(nat);
        }

        (_ikeRemote, _natRemote) = (gateway, gateway.WithPort(_natPort));
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Close(_ike);
        Close(_nat);
    }

    private void OpenBoth(bool isIPv6)
    {
        UdpSocket ike = Open(isIPv6, IkePorts.Ike);
        try
        {
            _nat = Open(isIPv6, IkePorts.NatTraversal);
        }
        catch (LinuxException)
        {
            ike.Dispose();
            throw;
        }

        _ike = ike;
        Listen(_ike, isNatTraversal: false);
        Listen(_nat, isNatTraversal: true);
    }

    private void Listen(UdpSocket socket, bool isNatTraversal) => _loop.Add(socket.Fd, PollEvents.Readable, events =>
    {
        Receive(socket, isNatTraversal);
        if (events.HasFlag(PollEvents.Error))
            ReadErrors(socket);
    });

    private void Close(UdpSocket socket)
    {
        _loop.Remove(socket.Fd);
        socket.Dispose();
    }

    private UdpSocket Open(bool isIPv6, int port)
    {
        Endpoint any = new(isIPv6 ? System.Net.IPAddress.IPv6Any : System.Net.IPAddress.Any, port);
        return UdpSocket.Open(any, new UdpOptions
        {
            Mark = _mark,
            AnyPortIfInUse = true,
            ReportErrors = true,
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
        for (int i = 0; i < Burst && IsOpen(socket); i++)
        {
            IoResult result = socket.TryReceive(_buffer.AsSpan(0, LargestDatagram), out _);
            if (result.Status == IoStatus.WouldBlock)
                break;
            if (result.IsDone)
                Deliver(result.Length, isNatTraversal);
        }

        if (!_isDisposed)
            _sink.HandleBurstEnd();
    }

    /// <summary>What was handed over may have ended the session, or moved it to other sockets.</summary>
    private bool IsOpen(UdpSocket socket) => !_isDisposed && socket.Fd >= 0;

    /// <summary>ICMP errors are unauthenticated: they are a hint, and an attacker can send any number of them.</summary>
    private void ReadErrors(UdpSocket socket)
    {
        bool isUnreachable = false;
        for (int i = 0; i < Burst && IsOpen(socket) && socket.TryReadError(out UdpError error); i++)
            isUnreachable |= error.Mtu == 0;
        if (isUnreachable && !_isDisposed)
            _sink.HandleUnreachable();
    }

    private void Deliver(int length, bool isNatTraversal)
    {
        Span<byte> datagram = _buffer.AsSpan(0, length);
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
                _sink.HandleEsp(_buffer.AsSpan(0, length + EspFormat.TransportRoom), length);
                break;
        }
    }
}
