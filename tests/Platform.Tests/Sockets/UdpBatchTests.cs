using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests.Sockets;

public sealed class UdpBatchTests
{
    public static readonly TheoryData<string> Loopbacks = ["127.0.0.1", "::1"];

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void Without_offload_each_datagram_is_a_run_and_no_class_is_told(string loopback) => Namespace.Run(() =>
    {
        using var wire = new Wire(loopback, withOffload: false);
        byte[] sent = Wire.Pattern(1250);
        Assert.True(wire.Send(sent, 100, trafficClass: 0x2A).IsDone);

        List<UdpRun> runs = wire.ReceiveRuns(out byte[] bytes);
        Assert.Equal(sent, bytes);
        Assert.Equal([.. Enumerable.Repeat((100, 100), 12), (50, 50)], runs.Select(run => (run.Length, run.SegmentSize)));
        Assert.All(runs, run => Assert.Equal(0, run.TrafficClass));
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void Runs_of_several_senders_lie_in_slots_of_their_own(string loopback) => Namespace.Run(() =>
    {
        using var slab = new Slab(4 * 65_536);
        var batch = new UdpBatch(slab, 4);
        using var wire = new Wire(loopback);
        using UdpSocket other = UdpSocket.Open(wire.Sender.Local.WithPort(0));
        Assert.True(wire.Send(Wire.Pattern(350), 100).IsDone);
        Assert.True(other.TrySend([1, 2, 3], wire.Receiver.Local).IsDone);
        Assert.True(other.TrySend([], wire.Receiver.Local).IsDone);

        Assert.Equal(IoResult.Done(3), wire.Receiver.TryReceive(batch));
        Assert.Equal(new UdpRun(0, 350, 100, wire.Sender.Local, 0), batch[0]);
        Assert.Equal(new UdpRun(65_536, 3, 3, other.Local, 0), batch[1]);
        Assert.Equal(new UdpRun(131_072, 0, 0, other.Local, 0), batch[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[3]);
        Assert.Equal(Wire.Pattern(350), slab.Span[..350]);
        Assert.Equal([1, 2, 3], slab.Span.Slice(65_536, 3).ToArray());
        Assert.Equal(IoResult.WouldBlock, wire.Receiver.TryReceive(batch));
        Assert.Equal(0, batch.Count);
    });

    [Fact]
    public void A_datagram_that_does_not_fit_is_empty_and_the_next_is_whole() => Namespace.Run(() =>
    {
        using var slab = new Slab(400);
        var batch = new UdpBatch(slab, 4);
        using var wire = new Wire("127.0.0.1");
        Assert.True(wire.Send(new byte[101], 101).IsDone);
        Assert.True(wire.Send(Wire.Pattern(100), 100).IsDone);

        Assert.Equal(IoResult.Done(2), wire.Receiver.TryReceive(batch));
        Assert.Equal((0, 0), (batch[0].Length, batch[0].SegmentSize));
        Assert.Equal((100, 100, 100), (batch[1].Offset, batch[1].Length, batch[1].SegmentSize));
        Assert.Equal(Wire.Pattern(100), slab.Span.Slice(100, 100));
    });

    [Fact]
    public void Eight_slots_for_the_longest_runs_take_half_a_megabyte() => Namespace.Run(() =>
    {
        using var slab = new Slab(8 * 65_536);
        var batch = new UdpBatch(slab, 8);
        using var wire = new Wire("127.0.0.1");
        byte[] longest = Wire.Pattern(64_400);
        for (int i = 0; i < 8; i++) Assert.True(wire.Send(longest, 1400).IsDone);

        Assert.Equal(IoResult.Done(8), wire.Receiver.TryReceive(batch));
        Assert.Equal(512 * 1024, slab.Length);
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal((64_400, 1400), (batch[i].Length, batch[i].SegmentSize));
            Assert.Equal(longest, slab.Span.Slice(batch[i].Offset, batch[i].Length));
        }

        Assert.True(wire.Send(new byte[65_507], 65_507).IsDone); // what a single datagram can be
        Assert.Equal(IoResult.Done(1), wire.Receiver.TryReceive(batch));
        Assert.Equal(65_507, batch[0].Length);
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void A_traffic_class_arrives_however_it_was_sent(string loopback) => Namespace.Run(() =>
    {
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkMtu(1, 1280);
        using var wire = new Wire(loopback);
        foreach (byte expected in new byte[] { 0, 1, 0xB9, 0xFF })
        {
            wire.Send(Wire.Pattern(300), 100, expected); // segments
            wire.Send(Wire.Pattern(7), 100, expected); // one
            wire.Send(Wire.Pattern(3000), 1400, expected); // a batch, as they exceed the MTU
            List<UdpRun> runs = wire.ReceiveRuns(out byte[] bytes);
            Assert.Equal(3307, bytes.Length);
            Assert.Equal([300, 7, 1400, 1400, 200], runs.Select(run => run.Length));
            Assert.All(runs, run => Assert.Equal(expected, run.TrafficClass));
        }
    });

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public void Nothing_is_allocated_for_a_batch(string loopback) => Namespace.Run(() =>
    {
        using (var netlink = RouteNetlink.Open()) netlink.SetLinkMtu(1, 1280);
        using var slab = new Slab(8 * 65_536);
        var batch = new UdpBatch(slab, 8);
        using var wire = new Wire(loopback);
        Endpoint destination = wire.Receiver.Local;
        byte[] datagrams = new byte[5600];

        Assert.Equal(0, Allocations.By(() => Exchange(1000, 1)));
        Assert.Equal(0, Allocations.By(() => Exchange(1400, 4)));

        void Exchange(int segmentSize, int runs)
        {
            bool isDone = wire.Sender.TrySendSegments(datagrams, segmentSize, 0x2A, destination).Length == datagrams.Length
                && wire.Receiver.TryReceive(batch).Length == runs && batch[runs - 1].TrafficClass == 0x2A
                && wire.Receiver.TryReceive(batch).Status == IoStatus.WouldBlock && wire.Sender.QueuedBytes() == 0;
            if (!isDone) throw new InvalidOperationException("The datagrams did not arrive.");
        }
    });

    [Fact]
    public void A_batch_without_its_slab_is_misuse() => Namespace.Run(() =>
    {
        var slab = new Slab(4096);
        var batch = new UdpBatch(slab, 1);
        slab.Dispose();
        using UdpSocket socket = UdpSocket.Open(new Endpoint(IPAddress.Loopback, 0));

        Assert.Throws<ObjectDisposedException>(() => socket.TryReceive(batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UdpBatch(slab, 1));
    });
}
