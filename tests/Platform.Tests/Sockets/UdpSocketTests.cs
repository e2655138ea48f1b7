using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

public sealed class UdpSocketTests
{
    public static readonly TheoryData<string> Loopbacks = ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void A_datagram_arrives_with_its_source(string loopback) => Namespace.Run(() =>
    {
        using UdpSocket sender = Open(loopback), receiver = Open(loopback);

        Assert.Equal(IoResult.Done(3), sender.TrySend([1, 2, 3], receiver.Local));
        var buffer = new byte[8];
        Assert.Equal(IoResult.Done(3), receiver.TryReceive(buffer, out Endpoint source));
        Assert.Equal([1, 2, 3], buffer[..3]);
        Assert.Equal(sender.Local, source);
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void Header_and_body_are_one_datagram(string loopback) => Namespace.Run(() =>
    {
        using UdpSocket sender = Open(loopback), receiver = Open(loopback);

        Assert.Equal(IoResult.Done(7), sender.TrySend([0, 0, 0, 0], [7, 8, 9], receiver.Local));
        var buffer = new byte[8];
        Assert.Equal(IoResult.Done(7), receiver.TryReceive(buffer, out _));
        Assert.Equal([0, 0, 0, 0, 7, 8, 9], buffer[..7]);
    });

    [Fact]
    public void An_empty_datagram_is_a_datagram() => Namespace.Run(() =>
    {
        using UdpSocket sender = Open("127.0.0.1"), receiver = Open("127.0.0.1");

        Assert.Equal(IoResult.Done(0), sender.TrySend([], receiver.Local));
        Assert.Equal(IoResult.Done(0), receiver.TryReceive(new byte[8], out Endpoint source));
        Assert.Equal(sender.Local, source);
    });

    [Fact]
    public void With_nothing_there_receiving_does_not_block() => Namespace.Run(() =>
    {
        using UdpSocket socket = Open("127.0.0.1");

        Assert.Equal(IoResult.WouldBlock, socket.TryReceive(new byte[8], out _));
    });

    [Fact]
    public void A_datagram_that_does_not_fit_is_reported_and_gone() => Namespace.Run(() =>
    {
        using UdpSocket sender = Open("127.0.0.1"), receiver = Open("127.0.0.1");
        sender.TrySend(new byte[9], receiver.Local);

        Assert.Equal(IoResult.Failed(EMSGSIZE), receiver.TryReceive(new byte[8], out _));
        Assert.Equal(IoResult.WouldBlock, receiver.TryReceive(new byte[8], out _));
    });

    [Theory]
    [InlineData("192.0.2.1", "0.0.0.0")]
    [InlineData("2001:db8::1", "::")]
    public void No_route_is_a_value(string destination, string local) => Namespace.Run(() =>
    {
        using UdpSocket socket = Open(local);

        Assert.Equal(
            IoResult.Failed(ENETUNREACH), socket.TrySend([1], new Endpoint(IPAddress.Parse(destination), 500)));
    });

    [Fact]
    public void A_port_in_use_is_refused_by_name() => Namespace.Run(() =>
    {
        using UdpSocket socket = Open("127.0.0.1");

        var refusal = Assert.Throws<LinuxException>(() => UdpSocket.Open(socket.Local));
        Assert.Equal($"bind 127.0.0.1:{socket.Local.Port}: Address already in use (EADDRINUSE)", refusal.Message);
    });

    [Fact]
    public void A_port_in_use_can_be_made_way_for() => Namespace.Run(() =>
    {
        using UdpSocket first = UdpSocket.Open(new Endpoint(IPAddress.Any, 4500));
        var options = new UdpOptions { AnyPortIfInUse = true };
        using UdpSocket second = UdpSocket.Open(new Endpoint(IPAddress.Any, 4500), options);

        Assert.Equal(4500, first.Local.Port);
        Assert.NotEqual(4500, second.Local.Port);
        Assert.NotEqual(0, second.Local.Port);
    });

    [Fact]
    public void The_two_families_share_a_port() => Namespace.Run(() =>
    {
        using UdpSocket six = UdpSocket.Open(new Endpoint(IPAddress.IPv6Any, 4500));
        using UdpSocket four = UdpSocket.Open(new Endpoint(IPAddress.Any, 4500));

        Assert.Equal(six.Local.Port, four.Local.Port);
    });

    private static UdpSocket Open(string local) => UdpSocket.Open(new Endpoint(IPAddress.Parse(local), 0));
}
