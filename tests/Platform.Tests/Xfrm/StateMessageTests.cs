using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Xfrm;

namespace Holdfast.Tests.Xfrm;

/// <summary>Requests about states, byte for byte those of iproute2, which the kernel of every distribution takes.</summary>
public sealed unsafe class StateMessageTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Two = IPAddress.Parse("192.0.2.2");

    // xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0xc0000001 mode tunnel reqid 0x48460001 replay-window 32
    // flag af-unspec aead 'rfc4106(gcm(aes))' KEY 128 encap espinudp 4500 4501 0.0.0.0 output-mark 0x4846 if_id 0x48460001
    private const string Gcm = """
        00*56 c0000202 00*12 c000000132000000c0000201 00*12 ff*32 00*80 010046480200012020 00*7
        60001200726663343130362867636d286165732929 00*47 a000000080000000000102030405060708090a0b0c0d0e0f10111213
        1c000400020011941195 00*18 08001f000100464808001d0046480000
        """;

    // xfrm state add src 2001:db8::1 dst 2001:db8::2 proto esp spi 0xc0000002 mode tunnel reqid 7 replay-window 4096
    // flag esn af-unspec nopmtudisc auth-trunc 'hmac(sha256)' KEY 128 enc 'cbc(aes)' KEY limit byte-soft 1000
    // limit byte-hard 2000 limit packet-soft 10 limit packet-hard 20 offload dev lo dir in
    private const string CbcEsn = """
        00*56 20010db8 00*11 02c00000023200000020010db8 00*11 01e803 00*6 d007 00*6 0a 00*7 14 00*87 070000000a000100a4 00*7
        6c001400686d61632873686132353629 00*53 01000080000000000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
        580002006362632861657329 00*56 80000000000102030405060708090a0b0c0d0e0f0c001c0001000000020000001c00170080 00*20 100000
        """;

    // xfrm state update src 192.0.2.1 dst 192.0.2.2 proto esp spi 0xc0000003 mode transport reqid 7 replay-window 64
    // sel src 192.0.2.1/32 dst 192.0.2.2/32 proto tcp sport 80 dport 443 aead 'rfc7539esp(chacha20,poly1305)' KEY 128
    private const string ChaCha = """
        c0000202 00*12 c0000201 00*12 01bbffff0050ffff0200202006 00*11 c0000202 00*12 c000000332000000c0000201 00*12 ff*32 00*80
        0700000002 00*11 70001200726663373533396573702863686163686132302c706f6c793133303529 00*35 2001000080000000
        000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122231c00170002 00*19 40000000
        """;

    // xfrm state allocspi src 192.0.2.1 dst 192.0.2.2 proto esp mode tunnel reqid 7 min 0x100 max 0xffffffff
    private const string Allocate =
        "00*56 c0000202 00*16 32000000c0000201 00*124 07000000020001 00*10 010000ffffffff";

    // xfrm state delete src 192.0.2.1 dst 192.0.2.2 proto esp spi 0xc0000003, without the source
    private const string Delete = "c0000202 00*12 c000000302003200";

    [Fact]
    public void An_AEAD_in_UDP_with_marks() => Captured.AssertSame(
        Gcm,
        XfrmStateCodec.Request(XFRM_MSG_NEWSA, Plain(0xC0000001) with
        {
            RequestId = 0x48460001,
            IfId = 0x48460001,
            OutputMark = 0x4846,
            ReplayWindow = 32,
            IsInbound = true,
            Encapsulation = new XfrmEncapsulation(4500, 4501),
        }, Captured.Sequence(20), []),
        sizeof(XfrmUserSaInfo));

    [Fact]
    public void CBC_and_HMAC_with_extended_numbers_limits_and_offload() => Captured.AssertSame(
        CbcEsn,
        XfrmStateCodec.Request(XFRM_MSG_NEWSA, Plain(0xC0000002) with
        {
            Source = IPAddress.Parse("2001:db8::1"),
            Destination = IPAddress.Parse("2001:db8::2"),
            RequestId = 7,
            Algorithm = XfrmAlgorithm.Cbc("hmac(sha256)", 128),
            ExtendedSequenceNumbers = true,
            ReplayWindow = 4096,
            IsInbound = true,
            MayBeFragmented = true,
            Limits = new XfrmLimits(1000, 2000, 10, 20),
            OffloadLink = 1,
            Offload = XfrmOffload.Crypto,
        }, Captured.Sequence(16), Captured.Sequence(32)),
        sizeof(XfrmUserSaInfo));

    [Fact]
    public void Transport_mode_with_a_selector_and_a_window_of_64() => Captured.AssertSame(
        ChaCha,
        XfrmStateCodec.Request(XFRM_MSG_UPDSA, Plain(0xC0000003) with
        {
            Mode = XfrmMode.Transport,
            RequestId = 7,
            Algorithm = XfrmAlgorithm.ChaCha20Poly1305,
            Selector = new XfrmSelector(IpPrefix.Host(One), IpPrefix.Host(Two), 6, 80, 0xFFFF, 443, 0xFFFF),
            ReplayWindow = 64,
            IsInbound = true,
        }, Captured.Sequence(36), []),
        sizeof(XfrmUserSaInfo));

    [Fact]
    public void An_SPI_is_asked_for() => Captured.AssertSame(
        Allocate, XfrmStateCodec.AllocateSpi(One, Two, 7, 0, XfrmMode.Tunnel), sizeof(XfrmUserSpiInfo));

    [Fact]
    public void A_state_is_deleted() => Captured.AssertSame(
        Delete, XfrmStateCodec.Find(XFRM_MSG_DELSA, new XfrmStateId(Two, 0xC0000003)), sizeof(XfrmUserSaId));

    [Fact]
    public void Outbound_there_is_no_window_but_the_one_that_extended_numbers_want()
    {
        XfrmState state = Plain(1) with { ReplayWindow = 2048 };
        Assert.DoesNotContain(Lines(state), line => line.StartsWith("attribute 23"));

        XfrmState extended = state with { ExtendedSequenceNumbers = true };
        Assert.Contains("attribute 23: 010000000000000000000000000000000000000001000000", Lines(extended));
    }

    [Fact]
    public void In_tcp_the_encapsulation_is_another()
    {
        XfrmState state = Plain(1) with { Encapsulation = new XfrmEncapsulation(4500, 4501) { IsTcp = true } };
        Assert.Contains(Lines(state), line => line.StartsWith("attribute 04: 070011941195"));

        XfrmStateRecord record = Read(XfrmStateCodec.Request(XFRM_MSG_NEWSA, state, Captured.Sequence(20), []))!;
        Assert.Equal(state.Encapsulation, record.Encapsulation);
    }

    [Fact]
    public void The_largest_state_fits()
    {
        XfrmState state = Largest();
        byte[] message = XfrmStateCodec.Request(XFRM_MSG_NEWSA, state, Captured.Sequence(32), Captured.Sequence(64))
            .Seal(1).ToArray();

        Assert.Equal(1116, message.Length);
    }

    [Fact]
    public void Counters_come_back_as_they_were_written()
    {
        uint[] bitmap = [.. Enumerable.Range(0, 128).Select(i => (uint)i)];
        XfrmState state = Largest() with { Replay = new XfrmReplay(6, 2, 5, 1, bitmap) };
        XfrmStateRecord record = Read(XfrmStateCodec.Request(
            XFRM_MSG_NEWSA, state, Captured.Sequence(32), Captured.Sequence(64)))!;

        Assert.Equal((6u, 2u, 5u, 1u), Numbers(record.Usage.Replay));
        Assert.Equal(bitmap, record.Usage.Replay.Bitmap);
        Assert.Equal(new XfrmStateId(Two, 0xC0000001), record.Id);
        Assert.Equal((One, 7u, 8u, 9u), (record.Source, record.RequestId, record.IfId, record.OutputMark));
        Assert.Equal(new XfrmEncapsulation(4500, 4501), record.Encapsulation);
        Assert.True(record.HasKeys);
    }

    [Fact]
    public void A_placeholder_has_no_keys()
    {
        var info = new XfrmUserSaInfo { family = 2 };
        info.id.proto = 50;
        XfrmStateRecord record = Read(new NetlinkRequest(XFRM_MSG_NEWSA, 0).Header(info))!;

        Assert.Equal((false, null), (record.HasKeys, record.Encapsulation));
        Assert.True(Read(XfrmStateCodec.Request(XFRM_MSG_NEWSA, Plain(1), Captured.Sequence(20), []))!.HasKeys);
    }

    [Fact]
    public void A_short_window_keeps_its_counters()
    {
        XfrmState state = Plain(1) with
        {
            ReplayWindow = 32, IsInbound = true, Replay = new XfrmReplay(3, 0, 4, 0, [0xF0]),
        };
        XfrmReplay replay = Read(XfrmStateCodec.Request(XFRM_MSG_NEWSA, state, [], []))!.Usage.Replay;

        Assert.Equal((3u, 0u, 4u, 0u), Numbers(replay));
        Assert.Equal([0xF0u], replay.Bitmap);
    }

    [Fact]
    public void The_bits_of_another_window_are_not_guessed()
    {
        XfrmState state = Plain(1) with
        {
            ReplayWindow = 128, IsInbound = true, Replay = new XfrmReplay(0, 0, 900, 0, [1, 2]),
        };
        XfrmReplay replay = Read(XfrmStateCodec.Request(XFRM_MSG_NEWSA, state, [], []))!.Usage.Replay;

        Assert.Equal([.. Enumerable.Repeat(uint.MaxValue, 4)], replay.Bitmap);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Lines(Plain(1) with { ReplayWindow = 4097 }));
        Assert.Throws<ArgumentException>(() => Lines(Plain(1) with { Source = IPAddress.IPv6Loopback }));
        var both = new XfrmSelector(IpPrefix.Default(false), IpPrefix.Default(true));
        Assert.Throws<ArgumentException>(() => Lines(Plain(1) with { Selector = both }));
        var beyond = new XfrmSelector(new IpPrefix(One, 24), IpPrefix.Default(false));
        Assert.Throws<ArgumentException>(() => Lines(Plain(1) with { Selector = beyond }));
    }

    private static XfrmState Plain(uint spi) => new()
    {
        Source = One, Destination = Two, Spi = spi, Algorithm = XfrmAlgorithm.Rfc4106Gcm,
    };

    private static XfrmState Largest() => Plain(0xC0000001) with
    {
        RequestId = 7,
        IfId = 8,
        OutputMark = 9,
        Algorithm = XfrmAlgorithm.Cbc("hmac(sha512)", 256),
        Encapsulation = new XfrmEncapsulation(4500, 4501),
        ExtendedSequenceNumbers = true,
        ReplayWindow = XfrmState.LargestReplayWindow,
        IsInbound = true,
        Replay = new XfrmReplay(1, 0, 1, 0, []),
        Usage = new XfrmUsage(1, 2, 3, 4, 0, 0, 0, new XfrmReplay(0, 0, 0, 0, [])),
        OffloadLink = 1,
        Offload = XfrmOffload.Packet,
    };

    private static string[] Lines(XfrmState state) => Captured.Lines(
        Captured.Payload(XfrmStateCodec.Request(XFRM_MSG_NEWSA, state, [], [])), sizeof(XfrmUserSaInfo));

    private static XfrmStateRecord? Read(NetlinkRequest request) =>
        new NetlinkMessages(request.Seal(1)).TryNext(out NetlinkMessage message)
        && XfrmStateCodec.TryParse(message, out XfrmStateRecord record) ? record : null;

    private static (uint Out, uint OutHigh, uint In, uint InHigh) Numbers(XfrmReplay replay) =>
        (replay.Outbound, replay.OutboundHigh, replay.Inbound, replay.InboundHigh);
}
