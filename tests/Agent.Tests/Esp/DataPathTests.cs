using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class DataPathTests : IDisposable
{
    private readonly DataPath _path = new();

    public void Dispose() => _path.Dispose();

    [Fact]
    public void Nothing_passes_before_a_child_is_installed()
    {
        using Oracle peer = Child.Peer(Child.Spec());
        Assert.Equal(DropReason.NoChildSa, Child.Protect(_path, Packets.Out()));
        Assert.Equal(DropReason.UnknownSpi, Child.Accept(_path, peer.Carry(1, Packets.In())));
        Assert.Empty(_path.Status());
    }

    [Fact]
    public void An_old_child_accepts_until_it_is_removed_and_the_newest_sends()
    {
        using Oracle oldPeer = Child.Peer(Install(1, 101));
        Assert.Equal(101u, SpiOf(Packets.Out()));
        using Oracle newPeer = Child.Peer(Install(2, 102));

        Assert.Equal(102u, SpiOf(Packets.Out()));
        Assert.Equal(DropReason.None, Child.Accept(_path, oldPeer.Carry(1, Packets.In())));
        Assert.Equal(DropReason.None, Child.Accept(_path, newPeer.Carry(1, Packets.In())));

        Assert.True(_path.Remove(1));
        Assert.Equal(DropReason.UnknownSpi, Child.Accept(_path, oldPeer.Carry(2, Packets.In())));
        Assert.Equal(DropReason.None, Child.Accept(_path, newPeer.Carry(2, Packets.In())));
        Assert.Equal(102u, SpiOf(Packets.Out()));
    }

    [Fact]
    public void When_the_newest_goes_the_one_before_sends_again()
    {
        Install(1, 101);
        Install(2, 102);
        _path.Remove(2);
        Assert.Equal(101u, SpiOf(Packets.Out()));
        _path.Remove(1);
        Assert.Equal(DropReason.NoChildSa, Child.Protect(_path, Packets.Out()));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Of_different_selectors_the_most_specific_sends_whichever_came_first(bool isWideFirst)
    {
        TrafficSelector[] narrow = [Child.Selector("192.168.9.0/24")];
        Install(1, isWideFirst ? 102u : 101, isWideFirst ? Child.Anywhere : narrow);
        Install(2, isWideFirst ? 101u : 102, isWideFirst ? narrow : Child.Anywhere);
        byte[] elsewhere = Packets.Ipv4(Packets.Site, "203.0.113.5", Packets.Udp, Packets.Ports(1, 2));

        Assert.Equal(101u, SpiOf(Packets.Out()));
        Assert.Equal(102u, SpiOf(elsewhere));

        Install(3, 103, narrow);
        Assert.Equal(103u, SpiOf(Packets.Out()));
        Assert.Equal(102u, SpiOf(elsewhere));
        Install(4, 104, Child.Anywhere);
        Assert.Equal(103u, SpiOf(Packets.Out()));
        Assert.Equal(104u, SpiOf(elsewhere));
    }

    [Fact]
    public void Each_child_has_its_own_window_and_selectors()
    {
        using Oracle first = Child.Peer(Install(1, 101, [Child.Selector("192.168.9.0/24")]));
        using Oracle second = Child.Peer(Install(2, 102, [Child.Selector("203.0.113.0/24")]));

        Assert.Equal(DropReason.None, Child.Accept(_path, first.Carry(1, Packets.In())));
        Assert.Equal(DropReason.SelectorMismatch, Child.Accept(_path, second.Carry(1, Packets.In())));
        Assert.Equal(DropReason.ReplayDuplicate, Child.Accept(_path, first.Carry(1, Packets.In())));
    }

    [Fact]
    public void Installing_takes_the_keys_over_and_wipes_them()
    {
        ChildSaSpec spec = Child.Spec();
        _path.Install(spec);

        Assert.Throws<ObjectDisposedException>(() => spec.InboundKey.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => spec.OutboundKey.Span.Length);
        Assert.Equal(DropReason.None, Child.Protect(_path, Packets.Out()));
    }

    [Fact]
    public void Removing_disposes_the_ciphers_of_both_directions()
    {
        using Oracle peer = Child.Peer(Install(1, 101));
        InboundSa inbound = _path.Inbound.Sas.Single();
        OutboundSa outbound = _path.Outbound.Children.Single().Sa;
        byte[] slab = new byte[200];

        Assert.True(_path.Remove(1));

        byte[] packet = peer.Carry(1, Packets.In());
        Assert.Throws<ObjectDisposedException>(
            () => inbound.TryOpen(packet, new SlabRange(0, packet.Length), Child.Now, out _, out _));
        Assert.Throws<ObjectDisposedException>(
            () => outbound.TrySeal(slab, new SlabRange(16, 84), 4, Child.Now, out _, out _));
    }

    [Fact]
    public void Removing_twice_or_something_unknown_does_nothing()
    {
        Install(1, 101);
        Assert.False(_path.Remove(2));
        Assert.True(_path.Remove(1));
        Assert.False(_path.Remove(1));
    }

    [Fact]
    public void An_inbound_spi_in_use_is_misuse_and_changes_nothing()
    {
        Install(1, 101);
        ChildSaSpec twin = Child.Spec(inboundSpi: 1, outboundSpi: 102);

        Assert.Throws<ArgumentException>(() => _path.Install(twin));
        Assert.Equal(101u, SpiOf(Packets.Out()));
        Assert.True(twin.InboundKey.Span.Length > 0);
        Assert.Single(_path.Status());
    }

    [Fact]
    public void A_key_that_does_not_fit_is_misuse_and_changes_nothing()
    {
        ChildSaSpec shortKey = Child.Spec() with { OutboundKey = SecretBytes.CopyOf(new byte[19]) };

        Assert.Throws<ArgumentException>(() => _path.Install(shortKey));
        Assert.Empty(_path.Status());
        Assert.Empty(_path.Inbound.Sas);
        _path.Install(Child.Spec());
    }

    [Fact]
    public void Status_tells_each_childs_traffic_and_last_activity()
    {
        ChildSaSpec spec = Install(1, 101);
        using Oracle peer = Child.Peer(spec);
        Child.Protect(_path, Packets.Out(100));
        Child.Protect(_path, Packets.Out(200));
        Child.Accept(_path, peer.Carry(1, Packets.In(50)));
        Install(2, 102, [Child.Selector("203.0.113.0/24")]);

        IReadOnlyList<ChildSaStatus> status = _path.Status();

        Assert.Equal([1u, 2u], status.Select(s => s.Spec.InboundSpi));
        Assert.Equal(new TrafficSnapshot(1, 50, Child.Now), status[0].Inbound);
        Assert.Equal(new TrafficSnapshot(2, 300, Child.Now), status[0].Outbound);
        Assert.Equal(new TrafficSnapshot(0, 0, null), status[1].Inbound);
        Assert.Equal(new TrafficSnapshot(0, 0, null), status[1].Outbound);
    }

    [Fact]
    public void Only_authentic_packets_are_activity()
    {
        ChildSaSpec spec = Install(1, 101);
        using Oracle peer = Child.Peer(spec);
        byte[] forged = peer.Carry(1, Packets.In());
        forged[^1] ^= 1;
        Child.Accept(_path, forged);
        Assert.Null(_path.Status()[0].Inbound.LastActivity);

        // Outside the selectors, but the peer's: no traffic, yet a sign of life.
        Child.Accept(_path, peer.Carry(2, Packets.Ipv4("10.9.9.9", "10.8.8.8", Packets.Udp, Packets.Ports(1, 2))));
        Assert.Equal(new TrafficSnapshot(0, 0, Child.Now), _path.Status()[0].Inbound);
    }

    [Fact]
    public void An_exhausted_child_refuses_and_counts()
    {
        ChildSaSpec spec = Child.Spec();
        using OutboundSa sa = new(spec, uint.MaxValue);
        using OutboundPath outbound = new();
        outbound.Add(new OutboundChild(1, new SelectorPolicy(spec.Local, spec.Remote), sa));
        byte[] slab = Child.Slab(Packets.Out(84));

        Assert.False(outbound.TryProtect(slab, EspFormat.Headroom, 84, Child.Now, out _, out DropReason reason));
        Assert.Equal(DropReason.SequenceExhausted, reason);
        Assert.Equal(1, outbound.Drops[DropReason.SequenceExhausted]);
    }

    [Fact]
    public void What_is_no_IP_packet_does_not_leave()
    {
        Install(1, 101);
        Assert.Equal(DropReason.MalformedInner, Child.Protect(_path, []));
        Assert.Equal(DropReason.MalformedInner, Child.Protect(_path, new byte[60]));
        Assert.Equal(DropReason.MalformedInner, Child.Protect(_path, Packets.Out()[..83]));
        Assert.Equal(3, _path.Outbound.Drops[DropReason.MalformedInner]);
    }

    [Fact]
    public void Packets_may_be_looked_up_once_and_sealed_one_by_one()
    {
        using DataPath office = new();
        office.Install(Child.Mirror(Install(1, 101)));
        Assert.True(_path.Outbound.TryFind([.. Packets.Out(), 9], out OutboundSa? sa, out int length, out DropReason reason));
        Assert.Equal((101u, 84, DropReason.None), (sa.Spi, length, reason));
        for (int i = 1; i <= 3; i++)
        {
            byte[] slab = Child.Slab(Packets.Out());
            SlabRange given = new(EspFormat.Headroom, 84);
            Assert.True(_path.Outbound.TrySeal(sa, slab, given, Child.Now, out SlabRange packet, out reason));
            Assert.Equal((ulong)i, sa.LastSequence);
            Assert.Equal(DropReason.None, Child.Accept(office, packet.Of(slab).ToArray(), out byte[] arrived));
            Assert.Equal(Packets.Out(), arrived);
        }

        Assert.Empty(_path.Drops());
    }

    [Fact]
    public void Both_halves_count_what_they_drop()
    {
        ChildSaSpec spec = Child.Spec();
        using OutboundSa spent = new(spec, uint.MaxValue);
        byte[] slab = Child.Slab(Packets.Out());

        Assert.False(_path.Outbound.TryFind(Packets.Out(), out OutboundSa? sa, out _, out DropReason reason));
        Assert.Equal((null, DropReason.NoChildSa), (sa, reason));
        Assert.False(_path.Outbound.TryFind([], out _, out _, out reason));
        Assert.Equal(DropReason.MalformedInner, reason);
        Assert.False(_path.Outbound.TrySeal(spent, slab, new SlabRange(EspFormat.Headroom, 84), Child.Now, out _, out reason));
        Assert.Equal(DropReason.SequenceExhausted, reason);

        Assert.Equal(
            [new DropCount(DropReason.MalformedInner, 1), new DropCount(DropReason.NoChildSa, 1), new DropCount(DropReason.SequenceExhausted, 1)],
            _path.Drops());
    }

    [Fact]
    public void Bytes_behind_the_inner_packet_are_not_sent()
    {
        using DataPath office = new();
        office.Install(Child.Mirror(Install(1, 101)));

        Assert.Equal(DropReason.None, Child.Protect(_path, [.. Packets.Out(), 1, 2, 3, 4, 5], out byte[] packet));
        Assert.Equal(DropReason.None, Child.Accept(office, packet, out byte[] arrived));
        Assert.Equal(Packets.Out(), arrived);
    }

    private ChildSaSpec Install(uint inboundSpi, uint outboundSpi, TrafficSelector[]? remote = null)
    {
        ChildSaSpec spec = Child.Spec(inboundSpi: inboundSpi, outboundSpi: outboundSpi, remote: remote);
        _path.Install(spec);
        return spec;
    }

    private uint SpiOf(byte[] inner)
    {
        Assert.Equal(DropReason.None, Child.Protect(_path, inner, out byte[] packet));
        return BinaryPrimitives.ReadUInt32BigEndian(packet);
    }
}
