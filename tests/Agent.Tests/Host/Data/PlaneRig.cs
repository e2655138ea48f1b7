using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Tests.Esp.Support;
using Holdfast.Time;
using Endpoint = Holdfast.Platform.Endpoint;
using IpAddress = Holdfast.Wire.IpAddress;
using LinuxPrefix = Holdfast.Platform.IpPrefix;

namespace Holdfast.Tests.Host.Data;

/// <summary>
/// The userspace path with a TUN device in the namespace of the thread; the test has the gateway's socket and its half of the Child SA,
/// and sockets of programs that talk through the tunnel.
/// </summary>
internal sealed class PlaneRig : IUserPathOwner, IDisposable
{
    public static readonly IPEndPoint Office = new(IPAddress.Parse(Packets.Office), 7);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TunDevice _tun;
    private readonly UdpSocket _socket;

    /// <param name="sendBuffer">Of the socket, in bytes; 0: the usual one.</param>
    public PlaneRig(bool withOffloads, int sendBuffer = 0)
    {
        using RouteNetlink netlink = RouteNetlink.Open();
        _tun = TunDevice.Open("hft0", withOffloads);
        int link = netlink.FindLink("hft0")!.Value.Index;
        netlink.DisableIPv6AddressGeneration(link);
        netlink.SetLinkUp(link);
        netlink.SetLinkUp(netlink.FindLink("lo")!.Value.Index);
        netlink.Add(new AddressEntry(link, new LinuxPrefix(IPAddress.Parse(Packets.Site), 32)));
        netlink.Add(new RouteEntry(LinuxPrefix.Default(false)) { Link = link });
        Gateway = Bind(IPAddress.Loopback);
        Program = Bind(IPAddress.Parse(Packets.Site));
        _socket = UdpSocket.Open(new Endpoint(IPAddress.Loopback, 0), new UdpOptions { SendBuffer = sendBuffer });
        Shared = new NatSocket(_socket, TakeMail);
        Plane = new UserPlane(Loop, _tun);
        Plane.Listen(Shared);
        Path = new UserPath(Plane, this);
        Loop.Add(new Alarm());
    }

    public EventLoop Loop { get; } = new();

    public UserPlane Plane { get; }

    public UserPath Path { get; }

    public NatSocket Shared { get; }

    /// <summary>The gateway's half of the Child SAs.</summary>
    public DataPath Mirror { get; } = new();

    public Socket Gateway { get; }

    public Socket Program { get; }

    public IPEndPoint Agent => new(IPAddress.Loopback, _socket.Local.Port);

    public List<uint> Noted { get; } = [];

    public List<Instant> Sent { get; } = [];

    public List<byte[]> Mail { get; } = [];

    public List<ChildExpiry> Expiries { get; } = [];

    public List<ushort> Mappings { get; } = [];

    public Instant Now => Loop.Now;

    /// <summary>In place of the one by UDP.</summary>
    public EspWay? Way { get; set; }

    public EspWay EspWay => Way ?? new(Shared, new Endpoint(IPAddress.Loopback, ((IPEndPoint)Gateway.LocalEndPoint!).Port));

    /// <summary>Installs a Child SA at both ends.</summary>
    public void Install(ChildSaSpec spec)
    {
        Mirror.Install(Child.Mirror(spec));
        Path.Install(spec, sendToo: true, replaces: null);
        Path.Carry(true);
    }

    /// <summary>Runs the loop of the protocol until something has come about; any number of times.</summary>
    public void RunUntil(Func<bool> condition)
    {
        IsStopped(Loop) = false;
        Loop.Woken = () => Stop(condition);
        Loop.Run();
        Xunit.Assert.True(condition());
    }

    /// <summary>The inner packet of the next ESP packet at the gateway.</summary>
    public byte[] ReceiveAtGateway()
    {
        byte[] packet = new byte[2048];
        int length = Gateway.Receive(packet);
        Xunit.Assert.Equal(DropReason.None, Child.Accept(Mirror, packet[..length], out byte[] inner));
        return inner;
    }

    /// <summary>The gateway sends an inner packet through the tunnel.</summary>
    public void SendFromGateway(byte[] inner, Socket? through = null)
    {
        Xunit.Assert.Equal(DropReason.None, Child.Protect(Mirror, inner, out byte[] packet));
        (through ?? Gateway).SendTo(packet, Agent);
    }

    public static Socket Bind(IPAddress address)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Limit.TotalMilliseconds };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    public void NoteEsp(int errno)
    {
        if (Way is null)
            Xunit.Assert.Equal(0, errno);
    }

    public void NoteInbound(uint inboundSpi) => Noted.Add(inboundSpi);

    public void NoteOutbound(Instant at) => Sent.Add(at);

    public void HandleBurstEnd()
    {
        while (Path.TryTakeExpiry(out ChildExpiry expiry))
            Expiries.Add(expiry);
    }

    public void HandleMapping(IpAddress address, ushort port) => Mappings.Add(port);

    public void Dispose()
    {
        Path.Dispose();
        Plane.Leave(Shared);
        Plane.Dispose();
        _socket.Dispose();
        _tun.Dispose();
        Gateway.Dispose();
        Program.Dispose();
        Mirror.Dispose();
        Loop.Dispose();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_isStopped")]
    private static extern ref bool IsStopped(EventLoop loop);

    private void TakeMail()
    {
        while (Shared.Mail.TryTake(out byte[] datagram, out _))
            Mail.Add(datagram);
    }

    private void Stop(Func<bool> condition)
    {
        // What woke the loop is served in this tick: the next one sees it.
        if (condition())
            Loop.Stop();
        Xunit.Assert.True(Loop.Now - Alarm.Begun < Limit, "it did not come about");
    }

    /// <summary>Wakes the loop now and then, so that a condition that never comes about is noticed.</summary>
    private sealed class Alarm : ITimed
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

        public static Instant Begun { get; private set; }

        public Alarm() => (Begun, NextDeadline) = (new Instant(BootClock.Now()), new Instant(BootClock.Now()) + Interval);

        public Instant NextDeadline { get; private set; }

        public void HandleTimeout(Instant now) => NextDeadline = now + Interval;
    }
}
