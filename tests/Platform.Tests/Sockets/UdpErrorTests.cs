using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

public sealed class UdpErrorTests
{
    public static readonly TheoryData<string> Loopbacks = ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void A_closed_port_is_a_failed_call_and_an_error_with_its_destination(string loopback) => Namespace.Run(() =>
    {
        using UdpSocket socket = Open(loopback, reportErrors: true);
        var closed = new Endpoint(IPAddress.Parse(loopback), 9);
        socket.TrySend([1], closed);

        Assert.Equal(IoResult.Failed(ECONNREFUSED), socket.TryReceive(new byte[8], out _));
        Assert.True(socket.TryReadError(out UdpError error));
        Assert.Equal(new UdpError(closed, ECONNREFUSED, 0), error);
        Assert.False(socket.TryReadError(out _));
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void An_error_of_one_datagram_does_not_lose_the_next(string loopback) => Namespace.Run(() =>
    {
        using UdpSocket socket = Open(loopback, reportErrors: true), receiver = Open(loopback, reportErrors: false);
        socket.TrySend([1], new Endpoint(IPAddress.Parse(loopback), 9));

        Assert.Equal(IoResult.Done(1), socket.TrySend([2], receiver.Local));
        Assert.Equal(IoResult.Done(1), receiver.TryReceive(new byte[8], out _));
    });

    [Fact]
    public void A_datagram_too_big_for_the_device_names_the_MTU() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        netlink.SetLinkMtu(netlink.FindLink("lo")!.Value.Index, 1300);
        var options = new UdpOptions { ReportErrors = true, PathMtuDiscovery = PathMtuDiscovery.Do };
        using UdpSocket socket = UdpSocket.Open(new Endpoint(IPAddress.Loopback, 0), options);

        Assert.Equal(IoResult.Failed(EMSGSIZE), socket.TrySend(new byte[1400], socket.Local));
        Assert.True(socket.TryReadError(out UdpError error));
        Assert.Equal((EMSGSIZE, 1300), (error.Errno, error.Mtu));
    });

    [Fact]
    public void Without_reports_a_closed_port_is_silent() => Namespace.Run(() =>
    {
        using UdpSocket socket = Open("127.0.0.1", reportErrors: false);
        socket.TrySend([1], new Endpoint(IPAddress.Loopback, 9));

        Assert.Equal(IoResult.WouldBlock, socket.TryReceive(new byte[8], out _));
        Assert.False(socket.TryReadError(out _));
    });

    private static UdpSocket Open(string local, bool reportErrors) =>
        UdpSocket.Open(new Endpoint(IPAddress.Parse(local), 0), new UdpOptions { ReportErrors = reportErrors });
}
