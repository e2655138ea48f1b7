using System.Buffers.Binary;
using Holdfast.Host.Data;
using Holdfast.Host.Net;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class DatagramRouterTests
{
    private readonly DatagramRouter _router = new();
    private readonly Sink _old = new(0xC001);
    private readonly Sink _next = new(0xC002);

    public DatagramRouterTests()
    {
        _router.Add(_old);
        _router.Add(_next);
    }

    [Fact]
    public void Answers_go_to_the_session_that_asked()
    {
        _router.Learn(_old, Message(1));
        _router.Learn(_next, Message(2));
        _router.DeliverIke(Message(2));

        Assert.Equal((0, 1), (_old.Ike, _next.Ike));
    }

    [Fact]
    public void What_no_session_is_known_for_goes_to_all()
    {
        _router.Learn(_old, Message(1));
        _router.DeliverIke(Message(3));
        _router.DeliverIke([1, 2]);

        Assert.Equal((2, 2), (_old.Ike, _next.Ike));
    }

    [Fact]
    public void A_session_that_is_gone_gets_nothing_more()
    {
        _router.Learn(_old, Message(1));
        _router.Remove(_old);
        _router.DeliverIke(Message(1));
        _router.DeliverEsp(0xC001, new byte[40], 32);

        Assert.Equal((0, 0), (_old.Ike, _old.Esp));
        Assert.Equal((1, 1), (_next.Ike, _next.Esp));
    }

    [Fact]
    public void Packets_go_to_the_owner_of_their_Child_SA_and_what_is_nobodys_is_counted_once()
    {
        _router.DeliverEsp(0xC001, new byte[40], 32);
        _router.DeliverEsp(0xC002, new byte[40], 32);
        _router.DeliverEsp(0xDEAD, new byte[40], 32);

        Assert.Equal((1, 2), (_old.Esp, _next.Esp));
    }

    [Fact]
    public void Many_rekeys_leave_the_latest_known()
    {
        for (ulong spi = 1; spi <= 100; spi++) _router.Learn(_old, Message(spi));
        _router.DeliverIke(Message(100));

        Assert.Equal((1, 0), (_old.Ike, _next.Ike));
    }

    [Fact]
    public void Early_packets_come_out_in_order_for_their_Child_SA_and_the_rest_is_given_up_in_time()
    {
        EarlyPackets early = new();
        Instant now = new(1_000_000_000);
        Assert.True(early.TryHold(1, [1, 1], now));
        Assert.True(early.TryHold(2, [2], now));
        Assert.True(early.TryHold(1, [1, 3, 3], now));

        Assert.True(early.TryTake(1, out byte[] first, out int length));
        Assert.Equal([1, 1], first[..length]);
        Assert.True(early.TryTake(1, out byte[] second, out length));
        Assert.Equal([1, 3, 3], second[..length]);
        Assert.False(early.TryTake(1, out _, out _));

        Assert.False(early.TryGiveUp(now, out _, out _));
        Assert.True(early.TryGiveUp(early.NextDeadline, out byte[] last, out length));
        Assert.Equal([2], last[..length]);
        Assert.Equal(Instant.Never, early.NextDeadline);
    }

    [Fact]
    public void Early_packets_are_bounded_in_number_and_size()
    {
        EarlyPackets early = new();
        Assert.False(early.TryHold(1, new byte[2_049], default));
        int held = 0;
        while (held < 1_000 && early.TryHold(1, new byte[100], default)) held++;
        Assert.Equal(64, held);
    }

    [Fact]
    public void What_fits_through_the_path_concerns_every_session()
    {
        DatagramRouter router = new();
        Sink[] sinks = [new(1), new(2)];
        foreach (Sink sink in sinks)
            router.Add(sink);
        router.TellPathMtu();

        Assert.All(sinks, sink => Assert.Equal(1, sink.PathMtus));
    }

    private static byte[] Message(ulong spi)
    {
        byte[] message = new byte[28];
        BinaryPrimitives.WriteUInt64BigEndian(message, spi);
        return message;
    }

    private sealed class Sink(uint child) : IDatagramSink
    {
        public int Ike { get; private set; }

        public int Esp { get; private set; }

        public void HandleIke(ReadOnlySpan<byte> message) => Ike++;

        public bool OwnsChild(uint spi) => spi == child;

        public void HandleEsp(uint spi, Span<byte> slab, int length) => Esp++;

        public void HandleBurstEnd()
        {
        }

        public int PathMtus { get; private set; }

        public void HandlePathMtu() => PathMtus++;

        public void HandleUnreachable()
        {
        }
    }
}
