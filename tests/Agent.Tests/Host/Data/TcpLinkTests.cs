using System.Net;
using System.Net.Sockets;
using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Tests.Esp.Support;
using Xunit;
using Endpoint = Holdfast.Platform.Endpoint;

namespace Holdfast.Tests.Host.Data;

/// <summary>
/// IKE and ESP through a real TCP connection, a real TUN device and the threads of the userspace path. The other end is the test's
/// (scripted): it may be slow, lie, or go away.
/// </summary>
public sealed class TcpLinkTests
{
    private static readonly byte[] Hello = "hello, office"u8.ToArray();

    [Fact]
    public void Packets_cross_both_ways_and_the_marker_tells_ike() => Run(bench =>
    {
        bench.Link.SendIke([1, 2, 3]);
        bench.Accept();
        Assert.Equal([0, 0, 0, 0, 1, 2, 3], bench.ReadFrame());
        bench.Write(Frame([0, 0, 0, 0, 7, 7]));
        bench.Rig.RunUntil(() => bench.Ike.Count > 0);
        Assert.Equal([7, 7], Assert.Single(bench.Ike));
        Assert.True(bench.Link.IsConnected);

        bench.Rig.Program.SendTo(Hello, PlaneRig.Office);
        byte[] inner = bench.ReadPacket();
        Assert.Equal(Hello, inner[28..]);
        bench.Write(Frame(bench.Protect(UserPlaneTests.Answer(inner))));
        byte[] answer = new byte[100];
        Assert.Equal(Hello.Length, bench.Rig.Program.Receive(answer));
        bench.Rig.RunUntil(() => bench.Rig.Noted.Contains(Child.InboundSpi));
        Assert.Empty(bench.Rig.Mappings);
    });

    [Fact]
    public void What_trickles_byte_by_byte_arrives() => Run(bench =>
    {
        bench.Link.SendIke([1]);
        bench.Accept();
        foreach (byte b in (byte[])[.. Frame([0, 0, 0, 0, 5]), .. Frame([0xFF]), .. Frame([]), .. Frame([0, 0, 0, 0, 6])])
            bench.Write([b]);
        bench.Rig.RunUntil(() => bench.Ike.Count == 2);

        Assert.Equal([[5], [6]], bench.Ike);
        Assert.Equal(0, bench.Link.Losses);
    });

    [Fact]
    public void A_reader_that_stops_loses_no_order_and_no_packet_is_torn() => Run(bench =>
    {
        bench.Link.SendIke([1]);
        bench.Accept();
        bench.ReadFrame();
        byte[] payload = new byte[1200];
        for (int i = 0; i < 12_000; i++)
        {
            BitConverter.TryWriteBytes(payload, i);
            bench.Rig.Program.SendTo(payload, PlaneRig.Office);
        }

        // IKE waits behind what is begun, and is not torn either.
        bench.Link.SendIke([2]);
        int last = -1, packets = 0;
        bool hasIke = false;
        while (!hasIke || packets < 200)
        {
            byte[] frame = bench.ReadFrame();
            if (frame.Length < 10)
            {
                Assert.Equal([0, 0, 0, 0, 2], frame);
                hasIke = true;
                continue;
            }

            Assert.Equal(DropReason.None, Child.Accept(bench.Rig.Mirror, frame, out byte[] inner));
            int number = BitConverter.ToInt32(inner, 28);
            Assert.True(number > last, $"{number} after {last}");
            (last, packets) = (number, packets + 1);
            if (!hasIke && packets % 100 == 0)
                bench.RunBriefly();
        }
    });

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 1 })]
    public void A_length_that_lies_ends_the_connection_and_another_is_made(byte[] lie) => Run(bench =>
    {
        bench.Link.SendIke([1]);
        bench.Accept();
        bench.ReadFrame();
        bench.Write([.. Frame([0, 0, 0, 0, 5]), .. lie]);
        bench.Rig.RunUntil(() => bench.Renewals == 1);
        Assert.Equal(StreamSocket.NoGateway, bench.Link.LastError);
        Assert.Equal([5], Assert.Single(bench.Ike));

        bench.Accept();
        bench.Link.SendIke([1]);
        Assert.Equal([0, 0, 0, 0, 1], bench.ReadFrame());
    });

    [Fact]
    public void A_web_server_is_left_at_once() => Run(bench =>
    {
        bench.Link.SendIke([1]);
        bench.Accept();
        bench.Write("HTTP/1.1 400 Bad Request\r\n"u8.ToArray());
        bench.Rig.RunUntil(() => bench.Link.Losses > 0);

        Assert.Equal(StreamSocket.NoGateway, bench.Link.LastError);
    });

    [Fact]
    public void A_lost_connection_is_made_anew_and_a_request_goes_once_through_each() => Run(bench =>
    {
        byte[] request = new byte[28];
        (request[17], request[19], request[27]) = (0x20, 0x08, 28);
        bench.Link.SendIke(request);
        bench.Link.SendIke(request);
        bench.Link.SendIke([9]);
        bench.Accept();
        Assert.Equal(4 + 28, bench.ReadFrame().Length);
        Assert.Equal([0, 0, 0, 0, 9], bench.ReadFrame());

        bench.CloseByGateway();
        bench.Rig.RunUntil(() => bench.Renewals == 1);
        bench.Link.SendIke(request);
        bench.Accept();
        Assert.Equal(4 + 28, bench.ReadFrame().Length);
        bench.Rig.Program.SendTo(Hello, PlaneRig.Office);
        Assert.Equal(Hello, bench.ReadPacket()[28..]);
    });

    [Fact]
    public void A_port_where_nobody_listens_is_tried_again_later_and_later() => Namespace.Run(() =>
    {
        using PlaneRig rig = new(withOffloads: true);
        SocketPool pool = new(rig.Loop, 0);
        pool.UseReader(rig.Plane);
        Owner owner = new();
        using TcpLink link = new(rig.Loop, pool, owner, new Endpoint(IPAddress.Loopback, 9), beginsWithIke: true);
        rig.RunUntil(() => link.Losses == 2);

        Assert.Equal(111, link.LastError); // ECONNREFUSED
        Assert.Equal(0, owner.Connected);
        Assert.InRange((link.NextDeadline - rig.Loop.Now).TotalSeconds, 0.9, 1);
    });

    private static byte[] Frame(byte[] message) => [(byte)((message.Length + 2) >> 8), (byte)(message.Length + 2), .. message];

    private static void Run(Action<Bench> test) => Namespace.Run(() =>
    {
        using Bench bench = new();
        test(bench);
    });

    private class Owner : ILinkOwner
    {
        public List<byte[]> Ike { get; } = [];

        public int Renewals { get; private set; }

        public int Connected { get; private set; }

        public void HandleIke(TcpLink link, ReadOnlySpan<byte> message) => Ike.Add(message.ToArray());

        public void HandleBurstEnd(TcpLink link)
        {
        }

        public void HandleConnected(TcpLink link) => Connected++;

        public virtual void HandleRenewed(TcpLink link) => Renewals++;
    }

    private sealed class Bench : Owner, IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private Socket? _gateway;

        public Bench()
        {
            Rig = new PlaneRig(withOffloads: true);
            _listener.ReceiveBufferSize = 64 << 10;
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            SocketPool pool = new(Rig.Loop, 0);
            pool.UseReader(Rig.Plane);
            Endpoint remote = new(IPAddress.Loopback, ((IPEndPoint)_listener.LocalEndPoint!).Port);
            Link = new TcpLink(Rig.Loop, pool, this, remote, beginsWithIke: true);
            Rig.Way = Link.EspWay;
            Rig.Install(Child.Spec());
            Rig.Path.Move();
        }

        public PlaneRig Rig { get; }

        public TcpLink Link { get; }

        public void Accept()
        {
            _gateway?.Dispose();
            _gateway = _listener.Accept();
            (_gateway.NoDelay, _gateway.ReceiveTimeout) = (true, 20_000);
            Rig.RunUntil(() => Link.IsConnected);
            Assert.Equal("IKETCP"u8.ToArray(), Read(6));
        }

        public override void HandleRenewed(TcpLink link)
        {
            base.HandleRenewed(link);
            Rig.Way = link.EspWay;
            Rig.Path.Move();
        }

        public void CloseByGateway() => _gateway!.Dispose();

        public void Write(byte[] bytes) => _gateway!.Send(bytes);

        public byte[] ReadFrame()
        {
            byte[] length = Read(2);
            return Read(((length[0] << 8) | length[1]) - 2);
        }

        public byte[] ReadPacket()
        {
            Assert.Equal(DropReason.None, Child.Accept(Rig.Mirror, ReadFrame(), out byte[] inner));
            return inner;
        }

        public byte[] Protect(byte[] inner)
        {
            Assert.Equal(DropReason.None, Child.Protect(Rig.Mirror, inner, out byte[] packet));
            return packet;
        }

        /// <summary>The loop of the protocol has its turn: it writes what of IKE waits.</summary>
        public void RunBriefly()
        {
            int turns = 0;
            Rig.RunUntil(() => ++turns > 2);
        }

        public void Dispose()
        {
            Rig.Path.Dispose();
            Link.Dispose();
            Rig.Dispose();
            _gateway?.Dispose();
            _listener.Dispose();
        }

        private byte[] Read(int length)
        {
            byte[] bytes = new byte[length];
            for (int at = 0; at < length;)
            {
                int read = _gateway!.Receive(bytes, at, length - at, SocketFlags.None);
                Assert.True(read > 0, "the stream ended");
                at += read;
            }

            return bytes;
        }
    }
}
