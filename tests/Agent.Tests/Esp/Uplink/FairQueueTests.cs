using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Esp.Uplink;

public sealed class FairQueueTests
{
    private const long Millisecond = 1_000_000;

    private readonly byte[] _memory = new byte[FairQueue.DefaultMemory];
    private readonly byte[] _taken = new byte[FairQueue.LargestPacket];
    private readonly FairQueue _queue = new(42);
    private long _now = 1_000_000_000;

    [Fact]
    public void Packets_of_a_flow_keep_their_order_and_their_bytes()
    {
        Random dice = new(1);
        List<byte[]> sent = [];
        for (int i = 0; i < 60; i++)
            sent.Add(Flow(1, i, dice.Next(28, 9_000)));
        sent.Add(Flow(1, 60, 65_535));
        sent.ForEach(Add);

        foreach (byte[] packet in sent)
            Assert.Equal(packet, Take());
        Assert.Null(Take());
        Assert.True(_queue.IsEmpty);
    }

    [Fact]
    public void Flows_take_turns_by_bytes_not_by_packets()
    {
        for (int i = 0; i < 100; i++)
            Add(Flow(1, i, 1_400));
        for (int i = 0; i < 700; i++)
            Add(Flow(2, i, 200));
        int[] bytes = new int[3];
        for (int i = 0; i < 400; i++)
        {
            byte[] packet = Take()!;
            bytes[FlowOf(packet)] += packet.Length;
        }

        Assert.InRange((double)bytes[1] / bytes[2], 0.9, 1.1);
    }

    [Fact]
    public void A_flow_that_was_quiet_comes_before_those_that_wait()
    {
        for (int flow = 1; flow <= 5; flow++)
        {
            for (int i = 0; i < 20; i++)
                Add(Flow(flow, i, 1_400));
        }

        for (int i = 0; i < 12; i++)
            Take();
        Add(Flow(9, 0, 100));

        Assert.Equal(9, FlowOf(Take()!));
    }

    [Fact]
    public void Flows_that_are_always_new_do_not_starve_one_that_waits()
    {
        for (int i = 0; i < 10; i++)
            Add(Flow(1, i, 1_400));
        Take();
        Take();
        int old = 0;
        for (int i = 0; i < 200; i++)
        {
            Add(Flow(2, i, 1_400));
            old += FlowOf(Take()!) == 1 ? 1 : 0;
        }

        Assert.Equal(8, old);
    }

    [Fact]
    public void What_does_not_fit_is_taken_from_the_flow_that_has_the_most()
    {
        Add(Flow(1, 7, 100));
        int added = 0;
        for (; added < 2_000; added++)
            Add(Flow(2, added, 1_400));
        long dropped = _queue.Drops[DropReason.QueueOverflow];

        Assert.InRange(dropped, 1_000, 2_000);
        Assert.Equal(added + 1 - dropped, _queue.Packets);
        List<byte[]> rest = [];
        while (Take() is { } packet)
            rest.Add(packet);
        Assert.Single(rest, p => FlowOf(p) == 1);
        Assert.Equal(added - 1, rest.Where(p => FlowOf(p) == 2).Max(NumberOf)); // the oldest were dropped
        Assert.Equal((int)dropped, rest.Where(p => FlowOf(p) == 2).Min(NumberOf));
    }

    [Fact]
    public void The_memory_is_whole_again_whatever_came_and_went()
    {
        Random dice = new(2);
        for (int round = 0; round < 20_000; round++)
        {
            if (dice.Next(3) > 0)
                Add(Flow(dice.Next(300), round, dice.Next(50) == 0 ? dice.Next(28, 65_536) : dice.Next(28, 1_500)));
            else
                Take();
            _now += dice.Next(200_000);
        }

        _queue.Clear();
        Assert.True(_queue.IsEmpty);
        Assert.Null(Take());
        int fitting = FairQueue.DefaultMemory / 1_536;
        long before = _queue.Drops.Total;
        for (int i = 0; i < fitting; i++)
            Add(Flow(1, i, 1_500));
        Assert.Equal(before, _queue.Drops.Total);
        Assert.Equal(fitting, _queue.Packets);
    }

    [Fact]
    public void Anything_may_come()
    {
        Random dice = new(3);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] packet = new byte[dice.Next(1, 120)];
            dice.NextBytes(packet);
            packet[0] = (byte)((dice.Next(3) switch { 0 => 0x40, 1 => 0x60, _ => 0 }) | (packet[0] & 0x0F));
            Add(packet);
            if (dice.Next(2) == 0)
                Take();
        }

        Assert.False(_queue.TryAdd(_memory, [], new Instant(_now)));
        Assert.False(_queue.TryAdd(_memory, new byte[65_536], new Instant(_now)));
        Assert.Equal(2, _queue.Drops[DropReason.MalformedInner]);
        Assert.Throws<ArgumentException>(() => _queue.TryTake(_memory, new byte[1_500], new Instant(_now), out _));
    }

    [Fact]
    public void A_standing_queue_is_dropped_from_faster_and_faster_until_it_is_gone()
    {
        List<long> drops = Serve(isEct: false, packets: 600);

        Assert.InRange(drops[0], 118 * Millisecond, 124 * Millisecond); // from the first on above the target, for a whole interval
        Assert.InRange(drops[1] - drops[0], 98 * Millisecond, 102 * Millisecond);
        Assert.InRange(drops[2] - drops[1], 69 * Millisecond, 73 * Millisecond); // 100 ms by the root of 2
        Assert.InRange(drops[3] - drops[2], 56 * Millisecond, 60 * Millisecond);
        Assert.Equal(0, _queue.Marked);
    }

    [Fact]
    public void Packets_with_ECN_are_marked_at_the_same_times()
    {
        List<long> marks = Serve(isEct: true, packets: 600);

        Assert.Equal(0, _queue.Drops.Total);
        Assert.InRange(marks[1] - marks[0], 98 * Millisecond, 102 * Millisecond);
        Assert.InRange(marks[2] - marks[1], 69 * Millisecond, 73 * Millisecond);
    }

    [Fact]
    public void A_short_wait_drops_nothing_and_neither_does_one_packet_alone()
    {
        for (int i = 0; i < 1_000; i++)
        {
            Add(Flow(1, i, 1_400));
            _now += 4 * Millisecond;
            Assert.NotNull(Take());
        }

        for (int i = 0; i < 20; i++)
        {
            Add(Flow(1, i, 1_400));
            _now += 300 * Millisecond; // on a link as slow as that
            Assert.NotNull(Take());
        }

        Assert.Equal(0, _queue.Drops.Total);
    }

    [Fact]
    public void Stale_packets_go_but_for_the_last_two()
    {
        for (int i = 0; i < 50; i++)
            Add(Flow(1, i, 1_400));
        _now += 3_000 * Millisecond;

        Assert.Equal(48, NumberOf(Take()!));
        Assert.Equal(48, _queue.Drops[DropReason.QueueDelay]);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        byte[][] packets = [.. Enumerable.Range(0, 64).Select(i => Flow(i % 9, i, 100 + 20 * i))];
        long least = long.MaxValue;
        for (int round = 0; round < 5 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20_000; i++)
            {
                Instant now = new(_now += 10_000);
                _queue.TryAdd(_memory, packets[i % packets.Length], now);
                if (i % 5 != 0)
                    _queue.TryTake(_memory, _taken, now, out _);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    /// <summary>One flow that is served at 1.12 ms a packet and comes at 1 ms a packet; when packets were dropped or marked.</summary>
    private List<long> Serve(bool isEct, int packets)
    {
        List<long> times = [];
        long begin = _now, served = _now + 20 * Millisecond;
        int seen = 0;
        for (int i = 0; i < packets; i++)
        {
            byte[] packet = Flow(1, i, 1_400);
            packet[1] = (byte)(isEct ? 2 : 0);
            Add(packet);
            for (; served <= _now; served += 1_120_000)
            {
                Take();
                int events = (int)(_queue.Drops.Total + _queue.Marked);
                for (; seen < events; seen++)
                    times.Add(_now - begin);
            }

            _now += Millisecond;
        }

        return times;
    }

    private void Add(byte[] packet) => Assert.True(_queue.TryAdd(_memory, packet, new Instant(_now)));

    private byte[]? Take() => _queue.TryTake(_memory, _taken, new Instant(_now), out int length) ? _taken[..length] : null;

    private static byte[] Flow(int flow, int number, int length)
    {
        byte[] packet = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports((ushort)flow, 9, length - 20));
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(24), number);
        return packet;
    }

    private static int FlowOf(byte[] packet) => BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(20));

    private static int NumberOf(byte[] packet) => BinaryPrimitives.ReadInt32BigEndian(packet.AsSpan(24));
}
