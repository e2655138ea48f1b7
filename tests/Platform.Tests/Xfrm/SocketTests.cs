using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Xfrm;

/// <summary>What a socket has to do with IPsec, on the real kernel.</summary>
public sealed class SocketTests
{
    private static readonly byte[] Esp = [0xC0, 0, 0, 1, 0, 0, 0, 1, 9, 9, 9, 9];
    private static readonly byte[] Ike = [0, 0, 0, 0, 1, 2, 3, 4];

    public static readonly TheoryData<string> Loopbacks = ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void With_ESP_in_UDP_the_kernel_keeps_ESP_and_gives_back_IKE(string address) => Namespace.Run(() =>
    {
        using UdpSocket receiver = UdpSocket.Open(new Endpoint(IPAddress.Parse(address), 0));
        using UdpSocket sender = UdpSocket.Open(new Endpoint(IPAddress.Parse(address), 0));
        receiver.SetEspInUdp(true);
        Assert.Equal(2, SocketOption.Get<int>(receiver.Fd, IPPROTO_UDP, XfrmSockets.UDP_ENCAP, "getsockopt"));
        sender.TrySend(Esp, receiver.Local);
        sender.TrySend(Ike, receiver.Local);

        Assert.Equal(Ike, Receive(receiver));
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void It_can_be_turned_off_again(string address) => Namespace.Run(() =>
    {
        using UdpSocket receiver = UdpSocket.Open(new Endpoint(IPAddress.Parse(address), 0));
        using UdpSocket sender = UdpSocket.Open(new Endpoint(IPAddress.Parse(address), 0));
        receiver.SetEspInUdp(true);
        receiver.SetEspInUdp(false);
        sender.TrySend(Esp, receiver.Local);

        Assert.Equal(Esp, Receive(receiver));
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void A_socket_with_a_bypass_passes_a_block_of_everything(string address) => Namespace.Run(() =>
    {
        IPAddress loopback = IPAddress.Parse(address);
        bool isIPv6 = loopback.GetAddressBytes().Length == 16;
        using var netlink = XfrmNetlink.Open();
        using UdpSocket one = UdpSocket.Open(new Endpoint(loopback, 0)), two = UdpSocket.Open(new Endpoint(loopback, 0));
        using UdpSocket blocked = UdpSocket.Open(new Endpoint(loopback, 0));
        one.SetPolicyBypass();
        two.SetPolicyBypass();
        var everything = new XfrmSelector(IpPrefix.Default(isIPv6), IpPrefix.Default(isIPv6));
        netlink.Add(new XfrmPolicy(new XfrmPolicyId(everything, XfrmDirection.Out)) { Action = XfrmAction.Block });
        Namespace.HeedPoliciesOnLoopback();

        IoResult refused = blocked.TrySend(Ike, two.Local);
        Assert.False(refused.IsDone && TryReceive(two, out _), "the block lets packets pass");
        Assert.True(one.TrySend(Ike, two.Local).IsDone);
        Assert.Equal(Ike, Receive(two));
    });

    [Fact]
    public void The_path_MTU_is_that_of_the_route() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        IPAddress far = IPAddress.Parse("198.51.100.1"), farSix = IPAddress.Parse("2001:db8:9::1");
        netlink.Add(new AddressEntry(1, IpPrefix.Host(IPAddress.Parse("192.0.2.1"))));
        netlink.Add(new AddressEntry(1, IpPrefix.Host(IPAddress.Parse("2001:db8::1"))));
        netlink.Add(new RouteEntry(IpPrefix.Host(far)) { Link = 1, Mtu = 1400 });
        netlink.Add(new RouteEntry(IpPrefix.Host(farSix)) { Link = 1, Mtu = 1300 });
        netlink.Add(new RouteEntry(IpPrefix.Host(far)) { Link = 1, Mtu = 1000, Table = 7000 });
        netlink.Add(new RuleEntry(IsIPv6: false, 100, 7000) { Mark = 5, Mask = 0xFF });

        Assert.Equal(1400, UdpSocket.PathMtu(far, 0));
        Assert.Equal(1000, UdpSocket.PathMtu(far, 5));
        Assert.Equal(1300, UdpSocket.PathMtu(farSix, 0));
        Assert.Equal(0, UdpSocket.PathMtu(IPAddress.Parse("203.0.113.1"), 0));
    });

    // Over the loopback interface what is sent is there when the send returns.
    private static byte[] Receive(UdpSocket socket)
    {
        Assert.True(TryReceive(socket, out byte[] datagram));
        return datagram;
    }

    private static bool TryReceive(UdpSocket socket, out byte[] datagram)
    {
        var buffer = new byte[100];
        IoResult result = socket.TryReceive(buffer, out _);
        datagram = buffer[..result.Length];
        return result.IsDone;
    }
}
