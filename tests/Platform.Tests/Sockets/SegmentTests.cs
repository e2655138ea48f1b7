using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

/// <summary>
/// Datagrams that leave in one call, over the loopback interface, which hands what UDP_SEGMENT sent to a receiver with UDP_GRO in one
/// piece: runs tell how it was sent.
/// </summary>
public sealed class SegmentTests
{
    public static readonly TheoryData<string> Loopbacks = ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void One_call_carries_many_of_which_the_last_may_be_shorter(string loopback) => Namespace.Run(() =>
    {
        using var wire = new Wire(loopback);
        byte[] sent = Wire.Pattern((5 * 100) + 30);

        Assert.Equal(IoResult.Done(sent.Length), wire.Send(sent, 100));
        Assert.Equal(sent, wire.Receive(out int[] runs, out int[] datagrams));
        Assert.Equal([sent.Length], runs);
        Assert.Equal([100, 100, 100, 100, 100, 30], datagrams);
    });

    [Theory]
    [InlineData(100, 150, new[] { 6400, 6400, 2201 })] // 64 a call
    [InlineData(1400, 100, new[] { 64_400, 64_400, 11_201 })] // 65,507 bytes a call
    [InlineData(30_000, 5, new[] { 60_000, 60_000, 30_001 })]
    [InlineData(40_000, 2, new[] { 40_000, 40_000, 1 })]
    public void What_one_call_does_not_carry_takes_several(int size, int count, int[] expected) => Namespace.Run(() =>
    {
        using var wire = new Wire("127.0.0.1");
        byte[] sent = Wire.Pattern((size * count) + 1);

        Assert.Equal(IoResult.Done(sent.Length), wire.Send(sent, size));
        Assert.Equal(sent, wire.Receive(out int[] runs, out int[] datagrams));
        Assert.Equal(expected, runs);
        Assert.Equal([.. Enumerable.Repeat(size, count), 1], datagrams);
    });

    [Fact]
    public void One_datagram_and_none_need_no_segments() => Namespace.Run(() =>
    {
        using var wire = new Wire("127.0.0.1");

        Assert.Equal(IoResult.Done(0), wire.Send([], 100));
        Assert.Equal(IoResult.Done(7), wire.Send(Wire.Pattern(7), 100));
        Assert.Equal(Wire.Pattern(7), wire.Receive(out int[] runs, out _));
        Assert.Equal([7], runs);
        Assert.Equal(IoResult.Failed(EMSGSIZE), wire.Send(new byte[65_508], 65_508));
        Assert.Throws<ArgumentOutOfRangeException>(() => wire.Send(new byte[1], 0));
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void What_the_path_cannot_take_as_segments_goes_as_datagrams_and_smaller_ones_still_as_segments(string loopback) => Namespace.Run(() =>
    {
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkMtu(1, 1280);
        using var wire = new Wire(loopback);
        byte[] sent = Wire.Pattern((100 * 1400) + 9);

        Assert.Equal(IoResult.Done(sent.Length), wire.Send(sent, 1400));
        Assert.Equal(sent, wire.Receive(out int[] runs, out int[] datagrams));
        Assert.Equal([.. Enumerable.Repeat(1400, 100), 9], datagrams);
        Assert.Equal(datagrams, runs);
        Assert.Equal(IoResult.Done(10_000), wire.Send(Wire.Pattern(10_000), 1000));
        Assert.Equal(Wire.Pattern(10_000), wire.Receive(out runs, out _));
        Assert.Equal([10_000], runs);
    });

    [Fact]
    public void A_datagram_that_no_way_can_take_turns_nothing_off() => Namespace.Run(() =>
    {
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkMtu(1, 1280);
        using var wire = new Wire("127.0.0.1", new UdpOptions { PathMtuDiscovery = PathMtuDiscovery.Do });

        Assert.Equal(IoResult.Failed(EMSGSIZE), wire.Send(new byte[2800], 1400));
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkMtu(1, 65_536);
        Assert.Equal(IoResult.Done(2800), wire.Send(Wire.Pattern(2800), 1400));
        Assert.Equal(Wire.Pattern(2800), wire.Receive(out int[] runs, out _));
        Assert.Equal([2800], runs);
    });

    [Fact]
    public void An_error_of_an_earlier_datagram_is_no_refusal() => Namespace.Run(() =>
    {
        using var wire = new Wire("127.0.0.1", new UdpOptions { ReportErrors = true });
        Endpoint closed;
        using (UdpSocket other = UdpSocket.Open(wire.Receiver.Local.WithPort(0))) closed = other.Local;
        Assert.True(wire.Sender.TrySendSegments(new byte[200], 100, 0, closed).IsDone);

        Assert.Equal(IoResult.Done(500), wire.Send(Wire.Pattern(500), 100));
        Assert.Equal(Wire.Pattern(500), wire.Receive(out int[] runs, out _));
        Assert.Equal([500], runs);
        Assert.True(wire.Sender.TryReadError(out UdpError error));
        Assert.Equal((closed, (int)ECONNREFUSED), (error.Destination, error.Errno));
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void No_route_is_a_value(string loopback) => Namespace.Run(() =>
    {
        var far = new Endpoint(IPAddress.Parse(loopback == "::1" ? "2001:db8::1" : "192.0.2.1"), 500);
        using UdpSocket socket = UdpSocket.Open(new Endpoint(far.IsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0));

        Assert.Equal(IoResult.Failed(ENETUNREACH), socket.TrySendSegments(new byte[300], 100, 0, far));
    });
}
