using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class InboundReplayTests
{
    private const ulong Rollover = 1UL << 32;

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void A_packet_opens_once(EspAlgorithm algorithm, bool extended)
    {
        ChildSaSpec spec = Child.Spec(algorithm, extended);
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec);
        byte[] first = peer.Carry(1, Packets.In());
        byte[] second = peer.Carry(2, Packets.In());

        Assert.Equal(DropReason.None, Child.Open(sa, first));
        Assert.Equal(DropReason.ReplayDuplicate, Child.Open(sa, first));
        Assert.Equal(DropReason.None, Child.Open(sa, second));
        Assert.Equal(DropReason.ReplayDuplicate, Child.Open(sa, first));
        Assert.Equal(DropReason.ReplayDuplicate, Child.Open(sa, second));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_left_edge_of_the_window_still_opens_and_the_next_older_does_not(bool extended)
    {
        ChildSaSpec spec = Child.Spec(extended: extended);
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec);

        Assert.Equal(DropReason.None, Child.Open(sa, peer.Carry(5000, Packets.In())));
        Assert.Equal(DropReason.None, Child.Open(sa, peer.Carry(5000 - 2047, Packets.In())));

        // With ESN the same bits mean a number 2^32 later, for which the ICV is not right.
        DropReason outside = extended ? DropReason.AuthenticationFailed : DropReason.ReplayTooOld;
        Assert.Equal(outside, Child.Open(sa, peer.Carry(5000 - 2048, Packets.In())));
    }

    [Fact]
    public void Zero_is_never_opened()
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec);

        Assert.Equal(DropReason.ReplayTooOld, Child.Open(sa, peer.Carry(0, Packets.In())));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_forged_packet_from_the_far_future_does_not_move_the_window(bool extended)
    {
        ChildSaSpec spec = Child.Spec(extended: extended);
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec);
        byte[] forged = peer.Carry(0x7000_0000, Packets.In());
        forged[^1] ^= 1;

        Assert.Equal(DropReason.None, Child.Open(sa, peer.Carry(1, Packets.In())));
        Assert.Equal(DropReason.AuthenticationFailed, Child.Open(sa, forged));
        Assert.Equal(DropReason.None, Child.Open(sa, peer.Carry(2, Packets.In())));
    }

    [Fact]
    public void A_forged_packet_does_not_use_up_its_number()
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec);
        byte[] packet = peer.Carry(7, Packets.In());
        byte[] forged = [.. packet];
        forged[40] ^= 0x80;

        Assert.Equal(DropReason.AuthenticationFailed, Child.Open(sa, forged));
        Assert.Equal(DropReason.None, Child.Open(sa, packet));
    }

    [Fact]
    public void An_authentic_packet_from_the_far_future_moves_the_window()
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec);

        Assert.Equal(DropReason.None, Child.Open(sa, peer.Carry(1, Packets.In())));
        Assert.Equal(DropReason.None, Child.Open(sa, peer.Carry(uint.MaxValue, Packets.In())));
        Assert.Equal(DropReason.ReplayTooOld, Child.Open(sa, peer.Carry(2, Packets.In())));
    }

    [Fact]
    public void Without_extended_numbers_nothing_comes_after_2_to_the_32_minus_1()
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec, uint.MaxValue);

        Assert.Equal(DropReason.ReplayTooOld, Child.Open(sa, peer.Carry(Rollover, Packets.In())));
        Assert.Equal(DropReason.ReplayTooOld, Child.Open(sa, peer.Carry(Rollover + 1, Packets.In())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(0xFFFF_FFFF)]
    public void The_low_half_rolls_over_with_loss_and_reordering_around_it(uint high)
    {
        ChildSaSpec spec = Child.Spec(EspAlgorithm.Aes256Gcm16, extended: true);
        using Oracle peer = Child.Peer(spec);
        ulong centre = ((ulong)high + 1) << 32;
        ulong start = centre - 6000;
        using InboundSa sa = Child.Inbound(spec, start);
        Random random = new((int)(high & 0xFFFF));

        List<ulong> sent = [];
        for (ulong offset = 1; offset < 12_000; offset += (ulong)(random.Next(3) == 0 ? random.Next(1, 150) : 1))
        {
            if (high < uint.MaxValue || offset < 6000)
                sent.Add(start + offset);
        }

        byte[] inner = Packets.In(40);
        foreach (ulong sequence in Shuffled(sent, 12, random))
            Assert.Equal(DropReason.None, Child.Open(sa, peer.Carry(sequence, inner)));
        foreach (ulong sequence in sent.Where(s => sent[^1] - s < 2048))
            Assert.Equal(DropReason.ReplayDuplicate, Child.Open(sa, peer.Carry(sequence, inner)));
    }

    [Fact]
    public void A_packet_of_another_subspace_is_not_authentic()
    {
        ChildSaSpec spec = Child.Spec(extended: true);
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec, Rollover + 5000);

        Assert.Equal(DropReason.AuthenticationFailed, Child.Open(sa, peer.Carry(5001, Packets.In())));
        Assert.Equal(DropReason.AuthenticationFailed, Child.Open(sa, peer.Carry((2 * Rollover) + 5001, Packets.In())));
        Assert.Equal(DropReason.None, Child.Open(sa, peer.Carry(Rollover + 5001, Packets.In())));
    }

    [Fact]
    public void After_the_very_last_extended_number_nothing_opens()
    {
        ChildSaSpec spec = Child.Spec(extended: true);
        using Oracle peer = Child.Peer(spec);
        using InboundSa sa = Child.Inbound(spec, ulong.MaxValue - 1);

        Assert.Equal(DropReason.None, Child.Open(sa, peer.Carry(ulong.MaxValue, Packets.In())));
        Assert.Equal(DropReason.ReplayDuplicate, Child.Open(sa, peer.Carry(ulong.MaxValue, Packets.In())));
        Assert.Equal(DropReason.ReplayTooOld, Child.Open(sa, peer.Carry(1, Packets.In())));
    }

    // Each block of so many packets arrives in random order.
    private static IEnumerable<ulong> Shuffled(List<ulong> sequences, int block, Random random)
    {
        foreach (ulong[] chunk in sequences.Chunk(block))
        {
            random.Shuffle(chunk);
            foreach (ulong sequence in chunk)
                yield return sequence;
        }
    }
}
