using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class TrailerTests : IDisposable
{
    private readonly Oracle _peer;
    private readonly InboundSa _sa;
    private ulong _sequence;

    public TrailerTests()
    {
        ChildSaSpec spec = Child.Spec();
        _peer = Child.Peer(spec);
        _sa = Child.Inbound(spec);
    }

    public void Dispose()
    {
        _peer.Dispose();
        _sa.Dispose();
    }

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void What_is_encrypted_ends_on_a_whole_block_with_the_shortest_padding(EspAlgorithm algorithm, bool extended)
    {
        EspLayout layout = EspLayout.Of(algorithm);
        (int iv, int icv, int block) = Oracle.Lengths(algorithm);
        using Tunnel tunnel = new(algorithm, extended);
        for (int payload = 20; payload < 100; payload++)
        {
            int trailer = layout.TrailerLength(payload);
            Assert.InRange(trailer, 2, 2 + block - 1);
            Assert.Equal(0, (payload + trailer) % block);
            Child.Protect(tunnel.Site, Packets.Out(payload), out byte[] packet);
            Assert.Equal(8 + iv + payload + trailer + icv, packet.Length);
        }
    }

    [Theory]
    [InlineData(2, "0004")]
    [InlineData(3, "010104")]
    [InlineData(4, "01020204")]
    [InlineData(5, "0102030304")]
    public void Padding_counts_from_one(int length, string expected)
    {
        byte[] trailer = new byte[length];
        EspTrailer.Write(trailer, 4);
        Assert.Equal(expected, Convert.ToHexStringLower(trailer));
        Assert.True(EspTrailer.TryRead(trailer, out int payload, out byte nextHeader));
        Assert.Equal((0, 4), (payload, nextHeader));
    }

    [Fact]
    public void Any_length_of_padding_that_counts_from_one_is_accepted()
    {
        byte[] inner = Packets.In(60);
        for (int length = 0; length <= 255; length++)
        {
            Assert.Equal(DropReason.None, OpenPadded(inner, Counting(length), (byte)length, out byte[] arrived));
            Assert.Equal(inner, arrived);
        }
    }

    [Fact]
    public void Each_byte_of_the_padding_is_checked()
    {
        byte[] inner = Packets.In(60);
        for (int wrong = 0; wrong < 20; wrong++)
        {
            byte[] padding = Counting(20);
            padding[wrong]++;
            Assert.Equal(DropReason.BadPadding, OpenPadded(inner, padding, 20));
        }
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("00010203")]
    [InlineData("ffffffff")]
    [InlineData("04030201")]
    public void Padding_of_another_fashion_is_refused(string padding) =>
        Assert.Equal(DropReason.BadPadding, OpenPadded(Packets.In(60), Convert.FromHexString(padding), 4));

    [Fact]
    public void A_pad_length_beyond_the_packet_is_refused()
    {
        for (int packet = 2; packet < 200; packet++)
        {
            byte[] plaintext = new byte[packet];
            for (int pad = packet - 1; pad < 256; pad++)
            {
                plaintext[^2] = (byte)pad;
                Assert.False(EspTrailer.TryRead(plaintext, out _, out _));
            }
        }

        Assert.False(EspTrailer.TryRead([], out _, out _));
        Assert.False(EspTrailer.TryRead([4], out _, out _));
        Assert.Equal(DropReason.BadPadding, Open([1, 2, 255, 4]));
        Assert.Equal(DropReason.BadPadding, Open([1, 2, 3, 4]));
    }

    [Fact]
    public void Only_IPv4_and_IPv6_that_are_what_the_next_header_says_go_on()
    {
        for (int nextHeader = 0; nextHeader < 256; nextHeader++)
        {
            DropReason other = nextHeader == 59 ? DropReason.Dummy : DropReason.BadNextHeader;
            byte value = (byte)nextHeader;
            Assert.Equal(value == 4 ? DropReason.None : other, Open(Oracle.Padded(Packets.In(), value)));
            Assert.Equal(value == 41 ? DropReason.None : other, Open(Oracle.Padded(Packets.In6(), value)));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(41)]
    public void A_payload_that_is_empty_or_of_another_version_is_a_bad_next_header(byte nextHeader)
    {
        Assert.Equal(DropReason.BadNextHeader, Open(Oracle.Padded([], nextHeader)));
        for (int version = 0; version < 16; version++)
        {
            byte[] payload = [(byte)(version << 4), .. new byte[59]];
            if (version is not (4 or 6))
                Assert.Equal(DropReason.BadNextHeader, Open(Oracle.Padded(payload, nextHeader)));
        }
    }

    [Fact]
    public void A_dummy_packet_is_dropped_uses_its_number_and_shows_that_the_peer_lives()
    {
        byte[] dummy = _peer.Seal(1, Oracle.Padded(new byte[77], 59));

        Assert.Equal(DropReason.Dummy, Child.Open(_sa, dummy));
        Assert.Equal(DropReason.ReplayDuplicate, Child.Open(_sa, dummy));
        Assert.Equal(new TrafficSnapshot(0, 0, Child.Now), _sa.Counters.Snapshot());
    }

    [Fact]
    public void Traffic_flow_confidentiality_padding_is_cut_off_whatever_it_holds()
    {
        foreach (byte[] inner in new[] { Packets.In(60), Packets.In6(60) })
        {
            for (int more = 1; more < 300; more++)
            {
                byte[] filler = new byte[more];
                new Random(more).NextBytes(filler);
                byte[] plaintext = Oracle.Padded([.. inner, .. filler], Next(inner));
                Assert.Equal(DropReason.None, Open(plaintext, out byte[] arrived));
                Assert.Equal(inner, arrived);
            }
        }
    }

    [Fact]
    public void An_inner_packet_longer_than_what_arrived_is_refused()
    {
        foreach (byte[] inner in new[] { Packets.In(60), Packets.In6(60) })
        {
            for (int length = 1; length < inner.Length; length++)
                Assert.Equal(DropReason.MalformedInner, Open(Oracle.Padded(inner[..length], Next(inner))));
        }
    }

    private static byte Next(byte[] inner) => (byte)(inner[0] >> 4 == 6 ? 41 : 4);

    private static byte[] Counting(int length) => [.. Enumerable.Range(1, length).Select(i => (byte)i)];

    private DropReason OpenPadded(byte[] inner, byte[] padding, byte padLength, out byte[] arrived) =>
        Open([.. inner, .. padding, padLength, 4], out arrived);

    private DropReason OpenPadded(byte[] inner, byte[] padding, byte padLength) =>
        OpenPadded(inner, padding, padLength, out _);

    private DropReason Open(byte[] plaintext, out byte[] arrived) =>
        Child.Open(_sa, _peer.Seal(++_sequence, plaintext), out arrived);

    private DropReason Open(byte[] plaintext) => Open(plaintext, out _);
}
