using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class LimitTests : IDisposable
{
    private readonly DataPath _path = new();

    public void Dispose() => _path.Dispose();

    [Fact]
    public void Packets_out_reach_the_soft_and_then_the_hard_limit()
    {
        Install(ChildLimits.None with { SoftPackets = 3, HardPackets = 5 });
        Assert.Equal([null, null, Soft, null, Hard, null, null], Enumerable.Range(0, 7).Select(_ => AfterOut()));
        Assert.Equal(2, _path.Outbound.Drops[DropReason.LimitReached]);
        Assert.Equal(5, _path.Status()[0].Outbound.Packets);
    }

    [Fact]
    public void Bytes_out_reach_them_too()
    {
        Install(ChildLimits.None with { SoftBytes = 84 * 2, HardBytes = (84 * 3) + 1 });
        Assert.Equal([null, Soft, null, Hard, null], Enumerable.Range(0, 5).Select(_ => AfterOut()));
        Assert.Equal(1, _path.Outbound.Drops[DropReason.LimitReached]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Packets_and_bytes_in_reach_them_as_well(bool byBytes)
    {
        ChildLimits limits = byBytes
            ? ChildLimits.None with { SoftBytes = 85, HardBytes = 84 * 4 }
            : ChildLimits.None with { SoftPackets = 2, HardPackets = 4 };
        using Oracle peer = Child.Peer(Install(limits));
        Assert.Equal([null, Soft, null, Hard, null], Enumerable.Range(1, 5).Select(i => AfterIn(peer, (ulong)i)));
        Assert.Equal(1, _path.Inbound.Drops[DropReason.LimitReached]);
        Assert.Equal(DropReason.None, Child.Protect(_path, Packets.Out())); // each direction has its own count
    }

    [Fact]
    public void Each_limit_is_told_once_whichever_direction_comes_to_it()
    {
        using Oracle peer = Child.Peer(Install(ChildLimits.None with { SoftPackets = 1, HardPackets = 2 }));
        Assert.Equal(Soft, AfterOut());
        Assert.Null(AfterIn(peer, 1));
        Assert.Equal(Hard, AfterIn(peer, 2));
        Assert.Null(AfterOut());
        Assert.Null(AfterOut());
    }

    [Fact]
    public void A_soft_limit_that_the_hard_one_overtakes_before_it_is_told_is_not_told()
    {
        Install(ChildLimits.None with { SoftPackets = 1, HardPackets = 2 });
        Child.Protect(_path, Packets.Out());
        Child.Protect(_path, Packets.Out());
        Assert.Equal(Hard, Take());
        Assert.Null(Take());
    }

    [Fact]
    public void Several_children_report_each_for_itself()
    {
        ChildLimits limits = ChildLimits.None with { SoftPackets = 1 };
        _path.Install(Child.Spec(inboundSpi: 1, outboundSpi: 101, remote: [Child.Selector("192.168.9.0/24")]) with { Limits = limits });
        _path.Install(Child.Spec(inboundSpi: 2, outboundSpi: 102, remote: [Child.Selector("203.0.113.0/24")]) with { Limits = limits });
        Child.Protect(_path, Packets.Ipv4(Packets.Site, "203.0.113.1", Packets.Udp, Packets.Ports(1, 2)));
        Child.Protect(_path, Packets.Out());
        Assert.Equal(new ChildExpiry(1, false), Take());
        Assert.Equal(new ChildExpiry(2, false), Take());
        Assert.Null(Take());
    }

    [Fact]
    public void A_child_that_was_removed_reports_no_more()
    {
        Install(ChildLimits.None with { SoftPackets = 1 });
        Child.Protect(_path, Packets.Out());
        _path.Remove(Child.InboundSpi);
        Assert.Null(Take());
    }

    [Fact]
    public void Forged_packets_reach_no_limit()
    {
        using Oracle peer = Child.Peer(Install(ChildLimits.None with { SoftPackets = 1, HardPackets = 1 }));
        byte[] forged = peer.Carry(1, Packets.In());
        forged[^1] ^= 1;
        for (int i = 0; i < 10; i++)
            Assert.Equal(DropReason.AuthenticationFailed, Child.Accept(_path, forged));
        Assert.Null(Take());
    }

    [Theory]
    [InlineData(false, 0xC000_0000UL, 0xFFFF_FFFFUL)]
    [InlineData(true, 0xC000_0000_0000_0000UL, ulong.MaxValue)]
    public void Sequence_numbers_sent_report_by_themselves_before_they_end_and_never_wrap(
        bool extended, ulong soft, ulong last)
    {
        ChildSaSpec spec = Child.Spec(extended: extended);
        ExpiryNotice notice = new(new ExpiryAlarm());
        using (OutboundSa early = new(spec, soft - 2, notice))
        {
            Assert.Equal(DropReason.None, Seal(early));
            Assert.False(notice.TryTake(out _));
            Assert.Equal(DropReason.None, Seal(early));
            Assert.True(notice.TryTake(out bool isHard));
            Assert.False(isHard);
            Assert.Equal(DropReason.None, Seal(early));
            Assert.False(notice.TryTake(out _));
        }

        using OutboundSa late = new(spec, last - 1, notice);
        Assert.Equal(DropReason.None, Seal(late));
        Assert.Equal(DropReason.SequenceExhausted, Seal(late));
        Assert.True(notice.TryTake(out bool isOver));
        Assert.True(isOver);
        Assert.Equal(DropReason.SequenceExhausted, Seal(late));
        Assert.Equal(last, late.LastSequence);
    }

    [Theory]
    [InlineData(false, 0xC000_0000UL)]
    [InlineData(true, 0xC000_0000_0000_0000UL)]
    public void Sequence_numbers_received_report_by_themselves_before_they_end(bool extended, ulong soft)
    {
        ChildSaSpec spec = Child.Spec(extended: extended);
        using Oracle peer = Child.Peer(spec);
        ExpiryNotice notice = new(new ExpiryAlarm());
        using InboundSa sa = new(spec, new SelectorPolicy(spec.Local, spec.Remote), soft - 10, notice);
        byte[] forged = peer.Carry(soft, Packets.In());
        forged[^1] ^= 1;

        Child.Open(sa, peer.Carry(soft - 1, Packets.In()));
        Child.Open(sa, forged);
        Assert.False(notice.TryTake(out _));
        Child.Open(sa, peer.Carry(soft, Packets.In()));
        Assert.True(notice.TryTake(out bool isHard));
        Assert.False(isHard);
        Child.Open(sa, peer.Carry(soft + 1, Packets.In()));
        Assert.False(notice.TryTake(out _));
    }

    private static ChildExpiry Soft => new(Child.InboundSpi, false);

    private static ChildExpiry Hard => new(Child.InboundSpi, true);

    private ChildSaSpec Install(ChildLimits limits)
    {
        ChildSaSpec spec = Child.Spec() with { Limits = limits };
        _path.Install(spec);
        return spec;
    }

    private ChildExpiry? AfterOut()
    {
        Child.Protect(_path, Packets.Out());
        return Take();
    }

    private ChildExpiry? AfterIn(Oracle peer, ulong sequence)
    {
        Child.Accept(_path, peer.Carry(sequence, Packets.In()));
        return Take();
    }

    private ChildExpiry? Take() => _path.TryTakeExpiry(out ChildExpiry expiry) ? expiry : null;

    private static DropReason Seal(OutboundSa sa)
    {
        byte[] slab = Child.Slab(Packets.Out());
        sa.TrySeal(slab, new SlabRange(EspFormat.Headroom, 84), 4, Child.Now, out _, out DropReason reason);
        return reason;
    }
}
