using System.Net;
using System.Net.Sockets;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using Holdfast.Tests.Sockets;

namespace Holdfast.Tests.Tun;

/// <summary>Packets larger than the MTU through a TUN device, out of the kernel and into it.</summary>
public sealed class TunOffloadTests
{
    private const byte None = 0, TcpIPv4 = 1, UdpSegments = 5; // VIRTIO_NET_HDR_GSO_* of linux/virtio_net.h
    private const int Mtu = 1500;
    private const uint Uso = 0x60;

    [Fact]
    public void TCP_goes_out_and_in_by_many_segments_a_packet() => Namespace.Run(() =>
    {
        using var mirror = new Mirror();
        Assert.Equal((10, true), (mirror.Tun.HeaderLength, mirror.Tun.Offloads.HasFlag(TunOffloads.Tcp)));

        CarryStream(mirror);
        Assert.Contains(TcpIPv4, mirror.Kinds);
        Assert.InRange(mirror.Largest, Mtu + 1, 65_535);
    });

    [Fact]
    public void Datagrams_of_one_size_go_out_and_in_in_one_packet() => Namespace.Run(() =>
    {
        using var mirror = new Mirror();
        Needs.That(mirror.Tun.Offloads.HasFlag(TunOffloads.Udp), "this kernel has no TUN_F_USO4");

        Assert.Equal([10_100], CarryDatagrams(mirror));
        Assert.Equal([UdpSegments], mirror.Kinds);
        Assert.Equal(10_100 + 28, mirror.Largest);
    });

    [Fact]
    public void Where_the_kernel_refuses_those_of_UDP_it_has_those_of_TCP() => Namespace.Run(() =>
    {
        RefusedCalls.Ioctl(IfTun.TUNSETOFFLOAD, Uso);
        using var mirror = new Mirror();
        Assert.Equal((10, TunOffloads.Tcp), (mirror.Tun.HeaderLength, mirror.Tun.Offloads));

        CarryDatagrams(mirror);
        Assert.Equal([None], mirror.Kinds);
        CarryStream(mirror);
        Assert.Contains(TcpIPv4, mirror.Kinds);
    });

    [Fact]
    public void Where_it_refuses_all_packets_have_a_header_and_nothing_undone() => Namespace.Run(() =>
    {
        RefusedCalls.Ioctl(IfTun.TUNSETOFFLOAD, uint.MaxValue);
        using var mirror = new Mirror();
        Assert.Equal((10, TunOffloads.None), (mirror.Tun.HeaderLength, mirror.Tun.Offloads));

        CarryStream(mirror);
        Assert.Equal([None], mirror.Kinds);
        Assert.InRange(mirror.Largest, 1, Mtu);
    });

    [Fact]
    public void Where_it_has_another_header_the_device_is_made_again_without() => Namespace.Run(() =>
    {
        RefusedCalls.Ioctl(IfTun.TUNSETVNETHDRSZ, 0);
        using var mirror = new Mirror();
        Assert.Equal(("hf0", 0, TunOffloads.None), (mirror.Tun.Name, mirror.Tun.HeaderLength, mirror.Tun.Offloads));

        CarryStream(mirror);
        Assert.InRange(mirror.Largest, 1, Mtu);
        using TunDevice named = TunDevice.Open("hf-test", withOffloads: true);
        Assert.Equal(("hf-test", 0), (named.Name, named.HeaderLength));
    });

    [Fact]
    public void Without_offloads_there_is_no_header() => Namespace.Run(() =>
    {
        using TunDevice plain = TunDevice.Open("hf%d", withOffloads: false), usual = TunDevice.Open("hf%d");

        Assert.Equal((0, TunOffloads.None), (plain.HeaderLength, plain.Offloads));
        Assert.Equal((0, TunOffloads.None), (usual.HeaderLength, usual.Offloads));
    });

    [Fact]
    public void Nothing_is_allocated_for_a_packet_in_pieces() => Namespace.Run(() =>
    {
        using var mirror = new Mirror();
        using var slab = new Slab(4096);
        using UdpSocket socket = UdpSocket.Open(new Endpoint(Mirror.Near, 0));
        var pieces = new IoPieces();
        byte[] packet = UdpPacket.Build(new IPEndPoint(Mirror.Far, 5000), socket.Local.ToIPEndPoint(), "world"u8), buffer = new byte[100];
        packet.CopyTo(slab.Span[100..]); // the header is zero

        Assert.Equal(0, Allocations.By(Exchange));

        void Exchange()
        {
            pieces.Clear();
            bool isDone = pieces.TryAdd(slab.Span[..mirror.Tun.HeaderLength]) && pieces.TryAdd(slab.Span.Slice(100, packet.Length))
                && mirror.Tun.Write(pieces).IsDone && socket.TryReceive(buffer, out Endpoint source).IsDone
                && socket.TrySend("hello"u8, source).IsDone && mirror.Tun.Read(slab.Span[200..]).IsDone;
            if (!isDone) throw new InvalidOperationException("The packet did not get through.");
        }
    });

    private static void CarryStream(Mirror mirror)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(Mirror.Near, 0));
        listener.Listen(1);
        using TcpStream client = TcpStream.Connect(new Endpoint(Mirror.Far, ((IPEndPoint)listener.LocalEndPoint!).Port), 0);
        Until(mirror, () => listener.Poll(0, SelectMode.SelectRead));
        using Socket server = listener.Accept();
        byte[] sent = Wire.Pattern(500_000), received = new byte[sent.Length];
        (int written, int read) = (0, 0);
        Until(mirror, () =>
        {
            if (written < sent.Length) written += client.Write(sent.AsSpan(written)).Length;
            if (server.Available > 0) read += server.Receive(received, read, received.Length - read, SocketFlags.None);
            return read == sent.Length;
        });
        Assert.Equal(sent, received);
    }

    // What went in came in one piece where it was sent so.
    private static int[] CarryDatagrams(Mirror mirror)
    {
        using var slab = new Slab(8 * 65_536);
        var batch = new UdpBatch(slab, 8);
        using UdpSocket sender = UdpSocket.Open(new Endpoint(Mirror.Near, 0)), receiver = UdpSocket.Open(new Endpoint(Mirror.Near, 0));
        receiver.SetReceiveOffload();
        byte[] sent = Wire.Pattern(10_100);
        Assert.True(sender.TrySendSegments(sent, 1000, 0, new Endpoint(Mirror.Far, receiver.Local.Port)).IsDone);
        List<int> runs = [];
        var content = new MemoryStream();
        Until(mirror, () =>
        {
            int count = receiver.TryReceive(batch).Length;
            for (int i = 0; i < count; i++)
            {
                runs.Add(batch[i].Length);
                content.Write(slab.Span.Slice(batch[i].Offset, batch[i].Length));
            }

            return content.Length == sent.Length;
        });
        Assert.Equal(sent, content.ToArray());
        return [.. runs];
    }

    private static void Until(Mirror mirror, Func<bool> isDone)
    {
        long limit = Environment.TickCount64 + 30_000;
        while (!isDone())
        {
            Assert.True(Environment.TickCount64 < limit, "The packets did not get through.");
            if (!mirror.Turn()) Thread.Yield();
        }
    }
}
