using Holdfast.Host.Net;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>What goes into a TCP stream, and in which order, when the socket takes only parts.</summary>
public sealed class StreamOutboxTests : IDisposable
{
    private static readonly byte[] Prefix = "IKETCP"u8.ToArray();

    private readonly StreamOutbox _outbox = new();
    private readonly List<byte> _stream = [];

    public void Dispose() => _outbox.Dispose();

    [Fact]
    public void The_prefix_comes_first_and_once_and_ike_has_the_marker()
    {
        Assert.True(_outbox.TryPutIke([7, 7]));
        Assert.True(_outbox.TryPutIke([8]));

        Assert.Equal([.. Prefix, 0, 8, 0, 0, 0, 0, 7, 7, 0, 7, 0, 0, 0, 0, 8], Drain());
        Assert.True(_outbox.IsEmpty);
    }

    [Theory]
    [InlineData(0, 0, 0)] // nothing was taken
    [InlineData(1, 3, 5)] // a part of the length field
    [InlineData(4, 3, 5)]
    [InlineData(5, 3, 5)] // one whole
    [InlineData(6, 6, 10)]
    [InlineData(12, 8, 14)] // into the last, which is shorter
    [InlineData(14, 8, 14)]
    public void A_packet_that_is_begun_is_finished_and_those_behind_it_are_not_taken(int written, int taken, int end)
    {
        Drain();
        byte[] packets = [1, 1, 1, 2, 2, 2, 3, 3];
        Assert.Equal(8, _outbox.PutEsp(packets, 3));
        _stream.Clear();
        _stream.AddRange(_outbox.Pending[..written].ToArray());

        Assert.Equal(taken, _outbox.TakeBack(written, 8, 3));
        _outbox.TryPutIke([9]);
        byte[] all = Drain();

        byte[] esp = [0, 5, 1, 1, 1, 0, 5, 2, 2, 2, 0, 4, 3, 3];
        Assert.Equal([.. esp[..end], 0, 7, 0, 0, 0, 0, 9], all);
    }

    [Fact]
    public void Ike_waits_up_to_a_limit()
    {
        Drain();
        byte[] message = new byte[1000];
        int count = 0;
        while (_outbox.TryPutIke(message))
            count++;

        Assert.InRange(count, 64, 140);
        Assert.Equal(count * 1006, _outbox.Pending.Length);
    }

    [Fact]
    public void Room_that_was_written_is_room_again()
    {
        Drain();
        byte[] message = new byte[60_000];
        for (int i = 0; i < 10; i++)
        {
            Assert.True(_outbox.TryPutIke(message));
            _outbox.Written(_outbox.Pending.Length - 1);
        }
    }

    [Fact]
    public void What_no_length_can_say_is_not_taken()
    {
        Drain();
        byte[] packet = new byte[65_534];

        Assert.Equal(0, _outbox.PutEsp(packet, packet.Length));
        Assert.False(_outbox.TryPutIke(packet));
        Assert.Equal(65_533, _outbox.PutEsp(packet.AsSpan(1), 65_533));
    }

    private byte[] Drain()
    {
        _stream.AddRange(_outbox.Pending.ToArray());
        _outbox.Written(_outbox.Pending.Length);
        return [.. _stream];
    }
}
