using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Ike;
using Holdfast.Platform;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Bench;

/// <summary>
/// One end of a tunnel with fixed keys between a TUN device and a UDP port: a session's data path without a session, to measure it.
/// It runs until it is told to end.
/// </summary>
public sealed class EspBench : IPathOwner, IDisposable
{
    private const uint SiteSpi = 0xC0000001, GatewaySpi = 0xC0000002;
    private const int SocketBuffer = 4 << 20;

    private readonly EventLoop _loop = new();
    private readonly SignalSource _signals = new();
    private readonly TunDevice _tun;
    private readonly UdpSocket _socket;
    private readonly NatSocket _shared;
    private readonly UserPlane _plane;
    private readonly UserPath _path;
    private Endpoint _peer;

    /// <exception cref="LinuxException">The machine has not what it takes.</exception>
    public EspBench(EspBenchOptions options)
    {
        _peer = options.Peer;
        _tun = TunDevice.Open(options.Tun, withOffloads: true);
        _socket = UdpSocket.Open(options.Listen, new UdpOptions { ReceiveBuffer = SocketBuffer, SendBuffer = SocketBuffer });
        _shared = new NatSocket(_socket, () => { });
        _plane = new UserPlane(_loop, _tun);
        _plane.Listen(_shared);
        _path = new UserPath(_plane, this);
        _path.Install(Describe(options), sendToo: true, replaces: null);
        _path.Carry(true);
        _loop.Add(_signals.Fd, PollEvents.Readable, _ => _loop.Stop());
    }

    public Instant Now => _loop.Now;

    public IkePath Ends => throw new NotSupportedException();

    public EspWay EspWay => new(_shared, _peer);

    /// <summary>Until a signal; then says what was carried and what was dropped.</summary>
    public void Run(TextWriter output)
    {
        _loop.Run();
        ChildSaStatus child = _path.Status()[0];
        output.WriteLine($"in {child.Inbound.Packets} packets, {child.Inbound.Bytes} bytes; out {child.Outbound.Packets} packets, {child.Outbound.Bytes} bytes");
        SortedDictionary<string, long> drops = [];
        _path.CountDrops(drops);
        foreach ((string reason, long packets) in drops)
            output.WriteLine($"dropped {packets}: {reason}");
    }

    public void NoteEsp(int errno)
    {
    }

    public void NoteInbound(uint inboundSpi)
    {
    }

    public void NoteOutbound(Instant at)
    {
    }

    public void NoteCarried(Instant since, bool sent, bool received)
    {
    }

    public void HandleBurstEnd()
    {
    }

    /// <summary>The other end is where its packets come from.</summary>
    public void HandleMapping(IpAddress address, ushort port)
    {
        _peer = new Endpoint(address.ToIPAddress(), port);
        _path.Move();
    }

    public void Dispose()
    {
        _path.Dispose();
        _plane.Leave(_shared);
        _plane.Dispose();
        _socket.Dispose();
        _tun.Dispose();
        _signals.Dispose();
        _loop.Dispose();
    }

    private static ChildSaSpec Describe(EspBenchOptions options)
    {
        int length = EspAlgorithms.KeyMaterialLength(options.Cipher);
        SecretBytes toGateway = Derive(options.Key, "to the gateway"u8, length);
        SecretBytes toSite = Derive(options.Key, "to the site"u8, length);
        TrafficSelector[] all = [TrafficSelector.Any(IpFamily.IPv4), TrafficSelector.Any(IpFamily.IPv6)];
        return options.IsSite
            ? new ChildSaSpec(SiteSpi, GatewaySpi, options.Cipher, toSite, toGateway, true, all, all)
            : new ChildSaSpec(GatewaySpi, SiteSpi, options.Cipher, toGateway, toSite, true, all, all);
    }

    /// <summary>A direction's key: HMAC-SHA-256 of its name under the key given, as much as is needed.</summary>
    private static SecretBytes Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> name, int length)
    {
        SecretBytes derived = new(length);
        using SecretBytes block = new(Hash.Length(HashAlgorithm.Sha256));
        for (int at = 0; at < length; at += block.Length)
        {
            using Hmac hmac = Hmac.Create(HashAlgorithm.Sha256, key);
            hmac.Append(name);
            hmac.Append([(byte)at]);
            hmac.Finish(block.Span);
            block.Span[..Math.Min(block.Length, length - at)].CopyTo(derived.Span[at..]);
        }

        return derived;
    }
}
