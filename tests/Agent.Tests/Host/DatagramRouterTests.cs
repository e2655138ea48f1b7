using System.Buffers.Binary;
using Holdfast.Host.Net;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class DatagramRouterTests
{
    private readonly DatagramRouter _router = new();
    private readonly Sink _old = new();
    private readonly Sink _next = new();

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

        Assert.Equal((0, 1), (_old.Ike, _next.Ike));
    }

    [Fact]
    public void Many_rekeys_leave_the_latest_known()
    {
        for (ulong spi = 1; spi <= 100; spi++) _router.Learn(_old, Message(spi));
        _router.DeliverIke(Message(100));

        Assert.Equal((1, 0), (_old.Ike, _next.Ike));
    }

    [Fact]
    public void What_fits_through_the_path_concerns_every_session()
    {
        DatagramRouter router = new();
        Sink[] sinks = [new(), new()];
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

    private sealed class Sink : IDatagramSink
    {
        public int Ike { get; private set; }

        public void HandleIke(ReadOnlySpan<byte> message) => Ike++;

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
