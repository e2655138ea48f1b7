using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Tun;

public sealed class TunDeviceTests
{
    private static readonly IPEndPoint Inside = IPEndPoint.Parse("10.1.0.1:4000");
    private static readonly IPEndPoint Far = IPEndPoint.Parse("10.2.0.9:5000");

    [Fact]
    public void A_datagram_routed_to_it_comes_out_of_Read() => Namespace.Run(() =>
    {
        using TunDevice tun = OpenWithRoute();
        using UdpSocket socket = UdpSocket.Open(Endpoint.From(Inside));
        socket.TrySend("hello"u8, Endpoint.From(Far));

        var packet = new byte[1500];
        IoResult result = tun.Read(packet);
        Assert.Equal(IoResult.Done(20 + 8 + 5), result);
        Assert.Equal((Inside.Address, Far.Address), (UdpPacket.Source(packet), UdpPacket.Destination(packet)));
        Assert.Equal("hello"u8, UdpPacket.Payload(packet.AsSpan(0, result.Length)));
        Assert.False(UdpPacket.HasDontFragment(packet));
    });

    [Fact]
    public void With_path_MTU_discovery_the_packet_carries_DF() => Namespace.Run(() =>
    {
        using TunDevice tun = OpenWithRoute();
        var options = new UdpOptions { PathMtuDiscovery = PathMtuDiscovery.Do };
        using UdpSocket socket = UdpSocket.Open(Endpoint.From(Inside), options);
        socket.TrySend("hello"u8, Endpoint.From(Far));

        var packet = new byte[1500];
        Assert.True(tun.Read(packet).IsDone);
        Assert.True(UdpPacket.HasDontFragment(packet));
    });

    [Fact]
    public void A_packet_written_reaches_the_socket() => Namespace.Run(() =>
    {
        using TunDevice tun = OpenWithRoute();
        using UdpSocket socket = UdpSocket.Open(Endpoint.From(Inside));
        byte[] packet = UdpPacket.Build(Far, Inside, "world"u8);

        Assert.Equal(IoResult.Done(packet.Length), tun.Write(packet));
        var buffer = new byte[64];
        Assert.Equal(IoResult.Done(5), socket.TryReceive(buffer, out Endpoint source));
        Assert.Equal("world"u8, buffer.AsSpan(0, 5));
        Assert.Equal(Far, source.ToIPEndPoint());
    });

    [Fact]
    public void Nothing_is_allocated_for_a_packet() => Namespace.Run(() =>
    {
        using TunDevice tun = OpenWithRoute();
        using UdpSocket socket = UdpSocket.Open(Endpoint.From(Inside));
        byte[] packet = UdpPacket.Build(Far, Inside, "world"u8), buffer = new byte[1500];
        Exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++) Exchange();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Exchange()
        {
            if (!tun.Write(packet).IsDone || !socket.TryReceive(buffer, out Endpoint source).IsDone
                || !socket.TrySend(buffer.AsSpan(0, 5), source).IsDone || !tun.Read(buffer).IsDone)
                throw new InvalidOperationException("The packet did not get through.");
        }
    });

    [Fact]
    public void With_no_packet_there_reading_does_not_block() => Namespace.Run(() =>
    {
        using TunDevice tun = OpenWithRoute();

        Assert.Equal(IoResult.WouldBlock, tun.Read(new byte[1500]));
    });

    [Fact]
    public void Failures_of_a_packet_are_values() => Namespace.Run(() =>
    {
        using TunDevice down = TunDevice.Open("hf%d");
        Assert.Equal(IoResult.Failed(EIO), down.Write(UdpPacket.Build(Far, Inside, [])));

        using TunDevice up = OpenWithRoute();
        Assert.Equal(IoResult.Failed(EINVAL), up.Write([0xFF, 1, 2, 3]));
    });

    private static TunDevice OpenWithRoute()
    {
        TunDevice tun = TunDevice.Open("hf%d");
        using var netlink = RouteNetlink.Open();
        int link = netlink.FindLink(tun.Name)!.Value.Index;
        netlink.DisableIPv6AddressGeneration(link); // else the kernel's own packets come out first
        netlink.SetLinkUp(link);
        netlink.Add(new AddressEntry(link, IpPrefix.Host(Inside.Address)));
        netlink.Add(new RouteEntry(new IpPrefix(IPAddress.Parse("10.2.0.0"), 16)) { Link = link });
        return tun;
    }
}
