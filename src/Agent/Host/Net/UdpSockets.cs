using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Host.Loop;
using Holdfast.Ike;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// The two UDP sockets of a connection for one address family: one towards the gateway's IKE port, and one towards its NAT
/// traversal port, which IKE (behind the non-ESP marker), ESP and keepalives share (RFC 3948 section 2). Both carry the
/// mark that keeps them off the tunnel. A session and the one that replaces it use the same: to the gateway they are then
/// one and the same host, which keeps its inner address.
/// </summary>
public sealed class UdpSockets : IDisposable
{
    /// <summary>Datagrams served from one socket before others have their turn.</summary>
    private const int Burst = 64;

    private const int SocketBuffer = 4 << 20;
    private const int LargestDatagram = 65_535;

    private static readonly byte[] NonEspMarker = new byte[4];

    private readonly EventLoop _loop;
    private readonly UdpSocket _ike;
    private readonly UdpSocket _nat;
    private readonly DatagramRouter _router = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram);
    private readonly NatSocket _shared;

    private Arrival? _arrival;
    private IEspReader? _reader;
    private bool _isDisposed;

    /// <exception cref="LinuxException">A socket can't be had.</exception>
    public UdpSockets(EventLoop loop, bool isIPv6, uint mark, bool isForKernel = false)
    {
        (_loop, IsIPv6) = (loop, isIPv6);
        _ike = Open(isIPv6, IkePorts.Ike, mark);
        try
        {
            _nat = Open(isIPv6, IkePorts.NatTraversal, mark);
            if (isForKernel)
                UseKernel(true);
        }
        catch (LinuxException)
        {
            _ike.Dispose();
            _nat?.Dispose();
            throw;
        }

        _shared = new NatSocket(_nat, TakeMail);
        Listen(_ike, isNatTraversal: false);
        Listen(_nat, isNatTraversal: true);
    }

    public bool IsIPv6 { get; }

    /// <summary>Local port of the first exchange, for NAT detection.</summary>
    public ushort IkePort => _ike.Local.Port;

    /// <summary>Local port of what goes to the NAT traversal port.</summary>
    public ushort NatPort => _nat.Local.Port;

    /// <summary>
    /// With the kernel's IPsec it takes ESP out of what arrives, and IKE passes its policies. Off again without: a kernel that
    /// has no ESP would swallow it.
    /// </summary>
    public void UseKernel(bool isForKernel)
    {
        _nat.SetEspInUdp(isForKernel);
        if (!isForKernel)
            return;
        _ike.SetPolicyBypass();
        _nat.SetPolicyBypass();
    }

    /// <summary>Who takes ESP off the socket for NAT traversal, and hands over what is not; null: this thread does.</summary>
    public void UseReader(IEspReader? reader)
    {
        if (reader == _reader)
            return;
        if (_reader is null)
            _loop.Remove(_nat.Fd);
        else
            _reader.Leave(_shared);
        _reader = reader;
        if (reader is null)
            Listen(_nat, isNatTraversal: true);
        else
            reader.Listen(_shared);
    }

    /// <summary>What ESP to this address and port of the gateway goes through.</summary>
    public EspWay WayTo(in Endpoint remote) => new(_shared, remote);

    public void Attach(IDatagramSink sink) => _router.Add(sink);

    /// <summary>Nothing more is delivered to this one; the last one's leaving closes the sockets.</summary>
    public void Detach(IDatagramSink sink)
    {
        _router.Remove(sink);
        if (_router.IsEmpty)
            Dispose();
    }

    public bool IsClosed => _isDisposed;

    /// <summary>A message is being handed over.</summary>
    public bool IsDelivering => _arrival is not null;

    /// <summary>
    /// One IKE message of this sink's, which starts with the IKE header. A response goes back to where the request that is being
    /// delivered came from, and from where it came to (RFC 7296 section 2.11); all else goes to <paramref name="remote"/>.
    /// </summary>
    public IoResult SendIke(IDatagramSink sink, IkeTransport transport, ReadOnlySpan<byte> message, in Endpoint remote)
    {
        _router.Learn(sink, message);
        bool isResponse = IkeHeader.TryRead(message, out IkeHeader header, out _) && header.IsResponse;
        if (isResponse && _arrival is { } arrival)
            return SendIke(arrival.IsNatTraversal, message, arrival.Source);
        return SendIke(transport == IkeTransport.Udp4500, message, remote);
    }

    /// <summary>A keepalive.</summary>
    public IoResult SendNat(ReadOnlySpan<byte> datagram, in Endpoint remote) => _nat.TrySend(datagram, remote);

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _loop.Remove(_ike.Fd);
        if (_reader is null)
            _loop.Remove(_nat.Fd);
        _reader?.Leave(_shared);
        _ike.Dispose();
        _nat.Dispose();
    }

    private IoResult SendIke(bool isNatTraversal, ReadOnlySpan<byte> message, in Endpoint remote) =>
        isNatTraversal ? _nat.TrySend(NonEspMarker, message, remote) : _ike.TrySend(message, remote);

    private static UdpSocket Open(bool isIPv6, int port, uint mark)
    {
        Endpoint any = new(isIPv6 ? System.Net.IPAddress.IPv6Any : System.Net.IPAddress.Any, port);
        return UdpSocket.Open(any, new UdpOptions
        {
            Mark = mark,
            AnyPortIfInUse = true,
            ReportErrors = true,
            ReceiveBuffer = SocketBuffer,
            SendBuffer = SocketBuffer,
        });
    }

    private void Listen(UdpSocket socket, bool isNatTraversal) => _loop.Add(socket.Fd, PollEvents.Readable, events =>
    {
        Receive(socket, isNatTraversal);
        if (events.HasFlag(PollEvents.Error))
            ReadErrors(socket);
    });

    private void Receive(UdpSocket socket, bool isNatTraversal)
    {
        for (int i = 0; i < Burst && !_isDisposed; i++)
        {
            IoResult result = socket.TryReceive(_buffer, out Endpoint source);
            if (result.Status == IoStatus.WouldBlock)
                break;
            if (result.IsDone)
                Deliver(_buffer.AsSpan(0, result.Length), new Arrival(isNatTraversal, source));
        }

        _router.EndBurst();
    }

    private void TakeMail()
    {
        while (!_isDisposed && _shared.Mail.TryTake(out byte[] datagram, out Endpoint source))
            Deliver(datagram, new Arrival(true, source));
        if (_isDisposed)
            return;
        (bool isUnreachable, bool isMtu) = _shared.Mail.TakeErrors();
        Tell(isUnreachable, isMtu);
        _router.EndBurst();
    }

    private void ReadErrors(UdpSocket socket)
    {
        if (_isDisposed)
            return;
        (bool isUnreachable, bool isMtu) = UdpErrors.Read(socket);
        Tell(isUnreachable, isMtu);
    }

    /// <summary>ICMP errors are unauthenticated: they are a hint, and an attacker can send any number of them.</summary>
    private void Tell(bool isUnreachable, bool isMtu)
    {
        if (isMtu)
            _router.TellPathMtu();
        if (isUnreachable)
            _router.TellUnreachable();
    }

    /// <summary>Where the agent carries ESP it does not come this way, and where the kernel does it is nobody's.</summary>
    private void Deliver(ReadOnlySpan<byte> datagram, in Arrival arrival)
    {
        DatagramKind kind = arrival.IsNatTraversal ? DatagramClassifier.Classify(datagram) : DatagramKind.Ike;
        if (kind != DatagramKind.Ike)
            return;
        _arrival = arrival;
        _router.DeliverIke(arrival.IsNatTraversal ? datagram[NonEspMarker.Length..] : datagram);
        _arrival = null;
    }

    /// <summary>How the IKE message that is being delivered came.</summary>
    private readonly record struct Arrival(bool IsNatTraversal, Endpoint Source);
}
