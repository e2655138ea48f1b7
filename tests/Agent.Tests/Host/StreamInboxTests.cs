using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Tests.Ike.Peer;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>A TCP stream cut into messages, however it comes and whoever sends it.</summary>
public sealed class StreamInboxTests : IDisposable
{
    private static readonly byte[] Ike = [0, 0, 0, 0, 9, 8, 7];
    private static readonly byte[] Esp = [0xC0, 0, 0, 1, 0, 0, 0, 5];

    private readonly StreamInbox _inbox = new(beginsWithIke: true);

    public void Dispose() => _inbox.Dispose();

    [Fact]
    public void Messages_of_one_read_come_one_by_one()
    {
        Write([.. Frame(Ike), .. Frame(Esp), .. Frame([0xFF])]);

        Assert.Equal([Ike, Esp, [0xFF]], TakeAll());
        Assert.False(_inbox.IsBroken);
    }

    [Fact]
    public void A_slow_trickle_is_put_together_and_takes_no_more_room()
    {
        int room = _inbox.Room.Length;
        byte[] large = new byte[65_533];
        new SeededRandom(1).Fill(large);
        large.AsSpan(0, 4).Clear();
        foreach (byte b in Frame(Ike).Concat(Frame(large)))
        {
            Assert.Empty(Taken);
            Write([b]);
            Taken.AddRange(TakeAll());
            if (Taken.Count > 0)
                Assert.Equal(Taken[0].Length == Ike.Length ? Ike : large, Taken[0]);
            Taken.Clear();
        }

        Assert.Equal(room, _inbox.Room.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_stream_in_any_pieces_gives_the_same_messages(int seed)
    {
        SeededRandom random = new(seed);
        List<byte[]> sent = [Ike];
        byte[] bits = new byte[2];
        for (int i = 0; i < 300; i++)
        {
            random.Fill(bits);
            sent.Add(new byte[(bits[0] | (bits[1] << 8)) % 1500]);
            random.Fill(sent[^1]);
        }

        byte[] stream = [.. sent.SelectMany(Frame)];
        List<byte[]> got = [];
        for (int at = 0; at < stream.Length;)
        {
            random.Fill(bits);
            int length = Math.Min(1 + ((bits[0] | (bits[1] << 8)) % 5000), stream.Length - at);
            Write(stream.AsSpan(at, length));
            at += length;
            got.AddRange(TakeAll());
        }

        Assert.Equal(sent, got);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_length_that_does_not_even_count_itself_breaks_it_and_what_came_before_holds(byte length)
    {
        Write([.. Frame(Ike), 0, length, .. Frame(Ike)]);

        Assert.Equal([Ike], TakeAll());
        Assert.True(_inbox.IsBroken);
        Assert.Empty(TakeAll());
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 1, 2, 3 })]
    public void A_message_too_short_for_anything_is_handed_on_and_the_next_one_found(byte[] shortOne)
    {
        Write([.. Frame(shortOne), .. Frame(Ike)]);

        Assert.Equal([shortOne, Ike], TakeAll());
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("\u0015\u0003\u0003\0\u0002\u0002\u0016")]
    public void Another_service_is_known_by_its_first_letters(string greeting)
    {
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes(greeting);
        Write(bytes);

        Assert.Empty(TakeAll());
        Assert.True(_inbox.IsBroken);
    }

    [Fact]
    public void A_stream_of_a_session_that_stands_may_begin_with_esp()
    {
        using StreamInbox inbox = new(beginsWithIke: false);
        Frame(Esp).CopyTo(inbox.Room);
        inbox.Add(Frame(Esp).Length);

        Assert.True(inbox.TryTake(out SlabRange message));
        Assert.Equal(Esp, message.Of(inbox.Slab).ToArray());
    }

    [Fact]
    public void One_that_answers_an_ike_message_may_not()
    {
        Write(Frame(Esp));

        Assert.Empty(TakeAll());
        Assert.True(_inbox.IsBroken);
    }

    private List<byte[]> Taken { get; } = [];

    private static byte[] Frame(byte[] message) => [(byte)((message.Length + 2) >> 8), (byte)(message.Length + 2), .. message];

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_inbox.Room);
        _inbox.Add(bytes.Length);
    }

    private List<byte[]> TakeAll()
    {
        List<byte[]> all = [];
        while (_inbox.TryTake(out SlabRange message))
            all.Add(message.Of(_inbox.Slab).ToArray());
        _inbox.Compact();
        return all;
    }
}
