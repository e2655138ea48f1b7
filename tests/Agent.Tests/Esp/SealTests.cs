using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class SealTests
{
    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void A_sealed_packet_is_what_dotnets_ciphers_make_of_it(EspAlgorithm algorithm, bool extended)
    {
        ChildSaSpec spec = Child.Spec(algorithm, extended);
        using Oracle oracle = new(algorithm, Child.Key(algorithm, spec.OutboundSpi), spec.OutboundSpi, extended);
        using OutboundSa sa = new(spec);
        for (int length = 20; length < 90; length++)
        {
            byte[] inner = Packets.Out(length);
            Assert.Equal(oracle.Carry((ulong)(length - 19), inner), Seal(sa, inner));
        }
    }

    [Fact]
    public void With_extended_numbers_the_iv_shows_64_bits_and_the_header_32()
    {
        ChildSaSpec spec = Child.Spec(extended: true);
        using OutboundSa sa = new(spec, 0x1_0000_0041);

        byte[] packet = Seal(sa, Packets.Out());

        Assert.Equal(spec.OutboundSpi, BinaryPrimitives.ReadUInt32BigEndian(packet));
        Assert.Equal(0x42u, BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(4)));
        Assert.Equal(0x1_0000_0042u, BinaryPrimitives.ReadUInt64BigEndian(packet.AsSpan(8)));
    }

    [Fact]
    public void Numbers_start_at_one_and_count_up()
    {
        using OutboundSa sa = new(Child.Spec());
        for (uint expected = 1; expected < 100; expected++)
            Assert.Equal(expected, BinaryPrimitives.ReadUInt32BigEndian(Seal(sa, Packets.Out()).AsSpan(4)));
    }

    [Fact]
    public void Without_extended_numbers_the_last_one_is_2_to_the_32_minus_1()
    {
        using OutboundSa sa = new(Child.Spec(), uint.MaxValue - 1);

        Assert.Equal(uint.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(Seal(sa, Packets.Out()).AsSpan(4)));
        AssertExhausted(sa, uint.MaxValue);
    }

    [Fact]
    public void With_extended_numbers_the_last_one_is_2_to_the_64_minus_1()
    {
        using OutboundSa sa = new(Child.Spec(extended: true), ulong.MaxValue - 1);

        Assert.Equal(ulong.MaxValue, BinaryPrimitives.ReadUInt64BigEndian(Seal(sa, Packets.Out()).AsSpan(8)));
        AssertExhausted(sa, ulong.MaxValue);
    }

    [Fact]
    public void With_extended_numbers_sealing_goes_on_after_2_to_the_32()
    {
        ChildSaSpec spec = Child.Spec(extended: true);
        using OutboundSa sa = new(spec, uint.MaxValue - 2);
        using InboundSa peer = Child.Inbound(Child.Mirror(spec), uint.MaxValue - 2);
        for (int i = 0; i < 10; i++)
            Assert.Equal(DropReason.None, Child.Open(peer, Seal(sa, Packets.Out())));
    }

    [Fact]
    public void Nothing_but_the_packet_is_written()
    {
        byte[] inner = Packets.Out(41);
        byte[] slab = new byte[200];
        slab.AsSpan().Fill(0xEE);
        inner.CopyTo(slab, 50);
        using OutboundSa sa = new(Child.Spec());

        Assert.True(sa.TrySeal(slab, new SlabRange(50, 41), 4, Child.Now, out SlabRange packet, out _));
        Assert.Equal(new SlabRange(34, 16 + 44 + 16), packet);
        Assert.False(slab.AsSpan(0, packet.Offset).ContainsAnyExcept((byte)0xEE));
        Assert.False(slab.AsSpan(packet.End).ContainsAnyExcept((byte)0xEE));
    }

    [Theory]
    [InlineData(15, 84, 200)]
    [InlineData(16, 84, 16 + 84 + 4 + 15)]
    [InlineData(16, 85, 16 + 85 + 3 + 15)]
    [InlineData(16, -1, 200)]
    [InlineData(190, 84, 200)]
    public void A_slab_without_room_is_misuse_and_costs_no_number(int offset, int length, int slabLength)
    {
        using OutboundSa sa = new(Child.Spec());
        byte[] slab = new byte[slabLength];

        Assert.Throws<ArgumentException>(
            () => sa.TrySeal(slab, new SlabRange(offset, length), 4, Child.Now, out _, out _));
        Assert.Equal(0u, sa.LastSequence);
    }

    [Fact]
    public void Key_material_of_a_wrong_length_is_misuse()
    {
        Assert.Throws<ArgumentException>(() => EspCipher.Create(EspAlgorithm.Aes128Gcm16, new byte[16], false));
        Assert.Throws<ArgumentException>(() => EspCipher.Create(EspAlgorithm.Aes256Gcm16, new byte[20], false));
        Assert.Throws<ArgumentException>(() => EspCipher.Create(EspAlgorithm.ChaCha20Poly1305, new byte[37], true));
    }

    private static void AssertExhausted(OutboundSa sa, ulong last)
    {
        for (int i = 0; i < 3; i++)
        {
            byte[] slab = Child.Slab(Packets.Out());
            byte[] before = [.. slab];
            SlabRange inner = new(EspFormat.Headroom, 84);
            Assert.False(sa.TrySeal(slab, inner, 4, Child.Now, out _, out DropReason reason));
            Assert.Equal(DropReason.SequenceExhausted, reason);
            Assert.Equal(before, slab);
            Assert.Equal(last, sa.LastSequence);
        }
    }

    private static byte[] Seal(OutboundSa sa, byte[] inner)
    {
        byte[] slab = Child.Slab(inner);
        SlabRange range = new(EspFormat.Headroom, inner.Length);
        Assert.True(sa.TrySeal(slab, range, 4, Child.Now, out SlabRange packet, out _));
        return packet.Of(slab).ToArray();
    }
}
