using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

/// <summary>Datagrams where the kernel or the device does not cut them, or has no room: nothing is lost, nothing is sent twice.</summary>
public sealed class SegmentFallbackTests
{
    public static readonly TheoryData<string, int> Refusals = new()
    {
        { "127.0.0.1", EIO }, { "127.0.0.1", EINVAL }, { "127.0.0.1", EMSGSIZE }, { "::1", EIO },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_is_made_up_for_at_once_and_remembered(string loopback, int error) => Namespace.Run(() =>
    {
        using var wire = new Wire(loopback);
        byte[] sent = Wire.Pattern((100 * 200) + 50);
        RefusedCalls.SendMsg(error);
        SendsAll(wire, sent, 200);
        RefusedCalls.SendMsg(EPERM); // who asks again is told so
        SendsAll(wire, sent, 200);
    });

    [Fact]
    public void A_device_without_checksums_is_asked_for_no_size_any_more() => Namespace.Run(() =>
    {
        using var wire = new Wire("127.0.0.1");
        RefusedCalls.SendMsg(EIO);
        SendsAll(wire, Wire.Pattern(1000), 200);
        RefusedCalls.SendMsg(EPERM);
        SendsAll(wire, Wire.Pattern(1000), 10);
    });

    [Fact]
    public void Another_failure_is_told_and_not_made_up_for() => Namespace.Run(() =>
    {
        using var wire = new Wire("127.0.0.1");
        RefusedCalls.SendMsg(EPERM);

        Assert.Equal(IoResult.Failed(EPERM), wire.Send(Wire.Pattern(1000), 200));
        Assert.Empty(wire.Receive(out _, out _));
    });

    [Fact]
    public void After_a_while_it_is_tried_again() => Namespace.Run(() =>
    {
        using var wire = new Wire("127.0.0.1");
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkMtu(1, 1280);
        Assert.True(wire.Send(new byte[2800], 1400).IsDone);
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkMtu(1, 65_536);
        int calls = 0;
        int[] runs;
        do
        {
            wire.Receive(out _, out _);
            Assert.True(wire.Send(new byte[2800], 1400).IsDone);
            wire.Receive(out runs, out _);
        }
        while (runs.Length == 2 && ++calls < 20_000);

        Assert.Equal([2800], runs);
        Assert.InRange(calls, 1000, 15_000);
    });

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Without_batches_they_go_one_by_one(string loopback) => Namespace.Run(() =>
    {
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkMtu(1, 1280);
        using var wire = new Wire(loopback);
        RefusedCalls.SendMMsg(ENOSYS);
        SendsAll(wire, Wire.Pattern((70 * 1400) + 1), 1400);
        RefusedCalls.SendMMsg(EPERM);
        SendsAll(wire, Wire.Pattern((70 * 1400) + 1), 1400);
    });

    [Theory]
    [InlineData(false, 64_000)]
    [InlineData(true, 0)]
    public void What_there_is_no_room_for_is_left_and_goes_later(bool isRefused, int expected) => Namespace.Run(() =>
    {
        IPAddress own = IPAddress.Parse("192.0.2.1");
        int link = Veth.Add(own);
        using UdpSocket socket = UdpSocket.Open(new Endpoint(own, 0), new UdpOptions { SendBuffer = 16_384 });
        var nobody = new Endpoint(IPAddress.Parse("192.0.2.9"), 500);
        if (isRefused) RefusedCalls.SendMsg(EIO);
        byte[] sent = new byte[200_000];

        IoResult first = socket.TrySendSegments(sent, 1000, 0, nobody);
        Assert.True(first.IsDone && first.Length is > 0 and < 100_000, $"{first}");
        Assert.Equal(0, first.Length % 1000);
        if (expected != 0) Assert.Equal(expected, first.Length);
        Assert.InRange(socket.QueuedBytes(), first.Length, 500_000);
        Assert.Equal(IoResult.WouldBlock, socket.TrySendSegments(sent.AsSpan(first.Length), 1000, 0, nobody));
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkUp(link, up: false); // what waits is gone
        Assert.Equal(0, socket.QueuedBytes());

        Veth.SetUp(link, own);
        IoResult second = socket.TrySendSegments(sent.AsSpan(first.Length), 1000, 0, nobody);
        Assert.True(second.IsDone && second.Length > 0, $"{second}");
    });

    private static void SendsAll(Wire wire, byte[] sent, int segmentSize)
    {
        Assert.Equal(IoResult.Done(sent.Length), wire.Send(sent, segmentSize));
        Assert.Equal(sent, wire.Receive(out int[] runs, out int[] datagrams));
        Assert.Equal(datagrams, runs);
        Assert.Equal((sent.Length + segmentSize - 1) / segmentSize, datagrams.Length);
    }
}
