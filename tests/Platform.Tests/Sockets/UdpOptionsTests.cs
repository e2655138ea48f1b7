using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

public sealed class UdpOptionsTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void The_mark_is_set(string local) => Namespace.Run(() =>
    {
        using UdpSocket socket = Open(local, new UdpOptions { Mark = 0x80000001 });

        Assert.Equal(0x80000001, Option<uint>(socket, SOL_SOCKET, SO_MARK));
    });

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void Buffers_go_beyond_the_limit_of_plain_users(string local) => Namespace.Run(() =>
    {
        int most = int.Parse(File.ReadAllText("/proc/sys/net/core/rmem_max"));
        using UdpSocket socket = Open(local, new UdpOptions { ReceiveBuffer = most + 4096, SendBuffer = most + 4096 });

        // In a user namespace the limit holds; either way the kernel doubles what it grants.
        Assert.True(Option<int>(socket, SOL_SOCKET, SO_RCVBUF) >= most * 2);
        Assert.True(Option<int>(socket, SOL_SOCKET, SO_SNDBUF) >= most * 2);
    });

    [Fact]
    public void By_default_packets_carry_no_DF() => Namespace.Run(() =>
    {
        using UdpSocket four = Open("0.0.0.0", new UdpOptions()), six = Open("::", new UdpOptions());

        Assert.Equal(IP_PMTUDISC_DONT, Option<int>(four, IPPROTO_IP, IP_MTU_DISCOVER));
        Assert.Equal(IPV6_PMTUDISC_DONT, Option<int>(six, IPPROTO_IPV6, IPV6_MTU_DISCOVER));
    });

    [Theory]
    [InlineData(PathMtuDiscovery.Want)]
    [InlineData(PathMtuDiscovery.Do)]
    [InlineData(PathMtuDiscovery.Probe)]
    public void Path_MTU_discovery_can_be_chosen(PathMtuDiscovery discovery) => Namespace.Run(() =>
    {
        var options = new UdpOptions { PathMtuDiscovery = discovery };
        using UdpSocket four = Open("0.0.0.0", options), six = Open("::", options);

        Assert.Equal((int)discovery, Option<int>(four, IPPROTO_IP, IP_MTU_DISCOVER));
        Assert.Equal((int)discovery, Option<int>(six, IPPROTO_IPV6, IPV6_MTU_DISCOVER));
    });

    [Fact]
    public void An_IPv6_socket_is_for_IPv6_only() => Namespace.Run(() =>
    {
        using UdpSocket socket = Open("::", new UdpOptions());

        Assert.Equal(1, Option<int>(socket, IPPROTO_IPV6, IPV6_V6ONLY));
    });

    private static UdpSocket Open(string local, UdpOptions options) =>
        UdpSocket.Open(new Endpoint(IPAddress.Parse(local), 0), options);

    private static T Option<T>(UdpSocket socket, int level, int option)
        where T : unmanaged => SocketOption.Get<T>(socket.Fd, level, option, "getsockopt");
}
