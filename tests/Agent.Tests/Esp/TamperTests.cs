using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class TamperTests
{
    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void No_bit_can_be_flipped_and_the_packet_still_opens_afterwards(EspAlgorithm algorithm, bool extended)
    {
        ChildSaSpec spec = Child.Spec(algorithm, extended);
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);
        byte[] packet = peer.Carry(9, Packets.In(60));
        for (int bit = 0; bit < packet.Length * 8; bit++)
        {
            byte[] forged = [.. packet];
            forged[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            DropReason expected = bit < 32 ? DropReason.UnknownSpi : DropReason.AuthenticationFailed;
            DropReason actual = Child.Accept(path, forged);
            if (actual != expected)
                Assert.Fail($"bit {bit}: {actual}");
        }

        Assert.Equal(DropReason.None, Child.Accept(path, packet));
        Assert.Equal(packet.Length * 8, path.Drops().Sum(d => d.Packets));
        Assert.Equal(32, path.Inbound.Drops[DropReason.UnknownSpi]);
    }

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void Truncation_at_every_length_is_refused(EspAlgorithm algorithm, bool extended)
    {
        ChildSaSpec spec = Child.Spec(algorithm, extended);
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);
        byte[] packet = peer.Carry(9, Packets.In(60));
        for (int length = 0; length < packet.Length; length++)
        {
            DropReason expected = length < Oracle.Shortest(algorithm) ? DropReason.TooShort : DropReason.AuthenticationFailed;
            Assert.Equal(expected, Child.Accept(path, packet[..length]));
        }

        Assert.Equal(DropReason.None, Child.Accept(path, packet));
    }

    [Fact]
    public void Bytes_added_behind_are_refused()
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);
        byte[] packet = peer.Carry(9, Packets.In(60));
        for (int more = 1; more < 40; more++)
            Assert.Equal(DropReason.AuthenticationFailed, Child.Accept(path, [.. packet, .. new byte[more]]));
    }

    [Fact]
    public void A_packet_under_another_key_or_our_own_reflected_is_refused()
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle stranger = new(spec.Algorithm, Child.Key(spec.Algorithm, 77), spec.InboundSpi, false);
        using DataPath path = new();
        path.Install(spec);

        Assert.Equal(DropReason.AuthenticationFailed, Child.Accept(path, stranger.Carry(1, Packets.In())));
        Assert.Equal(DropReason.None, Child.Protect(path, Packets.Out(), out byte[] ours));
        Assert.Equal(DropReason.UnknownSpi, Child.Accept(path, ours));
    }

    [Fact]
    public void A_refused_packet_leaves_no_plain_text_in_the_slab()
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec);
        byte[] inner = Packets.In(200);
        byte[] slab = peer.Carry(1, inner);
        slab[^1] ^= 1;

        Assert.False(sa.TryOpen(slab, new SlabRange(0, slab.Length), Child.Now, out _, out _));
        Assert.Equal(-1, slab.AsSpan().IndexOf(inner.AsSpan(100, 16)));
    }
}
