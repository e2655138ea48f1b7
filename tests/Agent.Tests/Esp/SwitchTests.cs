using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

/// <summary>Make before break: which Child SA sends while one follows another. The outbound SPI is the inbound plus 100.</summary>
public sealed class SwitchTests : IDisposable
{
    private readonly DataPath _path = new();

    public void Dispose() => _path.Dispose();

    [Fact]
    public void A_rekey_loses_nothing_step_by_step()
    {
        using Oracle oldPeer = Child.Peer(Install(1));
        using Oracle newPeer = Child.Peer(Install(2, sendToo: false, replaces: 1));
        Assert.Equal(101u, Sender()); // only inbound works yet
        Assert.Equal(DropReason.None, Child.Accept(_path, newPeer.Carry(1, Packets.In())));
        Assert.Equal([(1u, true), (2u, false)], Senders());

        Assert.True(_path.SendThrough(2));
        Assert.Equal(102u, Sender());
        Assert.Equal([(1u, false), (2u, true)], Senders());
        Assert.Equal(DropReason.None, Child.Accept(_path, oldPeer.Carry(1, Packets.In())));

        Assert.True(_path.StopSending(1));
        Assert.Equal(102u, Sender());
        Assert.Equal(DropReason.None, Child.Accept(_path, oldPeer.Carry(2, Packets.In())));

        Assert.True(_path.Remove(1));
        Assert.Equal(102u, Sender());
        Assert.Equal(DropReason.UnknownSpi, Child.Accept(_path, oldPeer.Carry(3, Packets.In())));
    }

    [Fact]
    public void A_thousand_rekeys_lose_no_packet_and_leave_one_child()
    {
        using DataPath office = new();
        InstallBoth(office, 1, null);
        for (uint spi = 1; spi <= 1000; spi++)
        {
            Tunnel.Carry(_path, office, Packets.Out());
            InstallBoth(office, spi + 1, spi);
            Tunnel.Carry(_path, office, Packets.Out());
            Tunnel.Carry(office, _path, Packets.In());
            _path.SendThrough(spi + 1);
            Tunnel.Carry(_path, office, Packets.Out());
            office.SendThrough(spi + 101);
            _path.Remove(spi);
            Tunnel.Carry(_path, office, Packets.Out());
            Tunnel.Carry(office, _path, Packets.In());
            office.Remove(spi + 100);
        }

        Assert.Single(_path.Status());
        Assert.Single(_path.Outbound.Children);
        Assert.Empty(_path.Drops());
        Assert.Empty(office.Drops());
    }

    [Fact]
    public void A_successor_that_goes_before_it_sent_changes_nothing()
    {
        Install(1);
        Install(2, sendToo: false, replaces: 1);
        _path.Remove(2);
        Assert.Equal(101u, Sender());
        Assert.Equal([(1u, true)], Senders());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void When_the_sender_stops_or_goes_its_predecessor_stands_in(bool isRemoved)
    {
        Install(1);
        Install(2, replaces: 1);
        Assert.Equal(102u, Sender());
        _ = isRemoved ? _path.Remove(2) : _path.StopSending(2);
        Assert.Equal(101u, Sender());
    }

    [Fact]
    public void A_predecessor_that_was_stopped_does_not_stand_in()
    {
        Install(1);
        Install(2, replaces: 1);
        _path.StopSending(1);
        _path.StopSending(2);
        Assert.Null(Sender());
        Assert.All(Senders(), s => Assert.False(s.Sends));
        Assert.Equal(1, _path.Outbound.Drops[DropReason.NoChildSa]);
        Assert.True(_path.SendThrough(1)); // told so again, it sends
        Assert.Equal(101u, Sender());
    }

    [Fact]
    public void Of_two_successors_the_one_that_was_told_last_sends_and_the_other_stands_by()
    {
        Install(1);
        Install(2, sendToo: false, replaces: 1); // both sides rekeyed at once
        Install(3, sendToo: false, replaces: 1);
        _path.SendThrough(3);
        Assert.Equal(103u, Sender());
        _path.SendThrough(2);
        Assert.Equal(102u, Sender());
        _path.Remove(2);
        Assert.Equal(103u, Sender());
        _path.Remove(3);
        Assert.Equal(101u, Sender());
    }

    [Fact]
    public void A_successor_with_narrower_selectors_takes_the_place_and_its_predecessor_sends_no_more()
    {
        Install(1);
        Install(2, remote: [Child.Selector("203.0.113.0/24")]); // another child, looked up later
        Install(3, replaces: 1, remote: [Child.Selector("192.168.9.0/24")]);

        Assert.Equal(103u, Sender());
        Assert.Equal(102u, Sender("203.0.113.5"));
        Assert.Null(Sender("198.51.100.1")); // only the predecessor would have

        _path.Remove(3);
        Assert.Equal(101u, Sender());
        Assert.Equal(102u, Sender("203.0.113.5")); // more specific than the one that came first
        Assert.Equal(101u, Sender("198.51.100.1"));
    }

    [Fact]
    public void A_rekeyed_child_keeps_its_place_before_a_wider_one()
    {
        Install(1, remote: [Child.Selector("192.168.9.0/24")]);
        Install(2);
        Install(3, sendToo: false, replaces: 1, remote: [Child.Selector("192.168.9.0/25")]);
        _path.Remove(1); // before the successor was told to send
        Assert.Equal(102u, Sender());
        _path.SendThrough(3);
        Assert.Equal(103u, Sender());
        Assert.Equal(102u, Sender("192.168.9.200"));
    }

    [Fact]
    public void A_predecessor_that_is_gone_is_found_again_by_its_selectors()
    {
        Install(1);
        Install(2, sendToo: false, replaces: 99);
        Assert.Equal(101u, Sender());
        _path.SendThrough(2);
        Assert.Equal(102u, Sender());
        Assert.Equal([(1u, false), (2u, true)], Senders());
    }

    [Fact]
    public void A_child_alone_that_does_not_send_yet_drops_what_goes_out()
    {
        Install(1, sendToo: false);
        Assert.Null(Sender());
        _path.SendThrough(1);
        Assert.Equal(101u, Sender());
    }

    [Fact]
    public void An_unknown_child_cannot_be_switched()
    {
        Install(1);
        Assert.False(_path.SendThrough(2));
        Assert.False(_path.StopSending(2));
        Assert.False(_path.Remove(2));
        Assert.Equal(101u, Sender());
    }

    private ChildSaSpec Install(uint spi, bool sendToo = true, uint? replaces = null, TrafficSelector[]? remote = null)
    {
        ChildSaSpec spec = Child.Spec(inboundSpi: spi, outboundSpi: spi + 100, remote: remote);
        _path.Install(spec, sendToo, replaces);
        return spec;
    }

    /// <summary>The other end has the same SPIs the other way round, shifted so that they never meet.</summary>
    private void InstallBoth(DataPath office, uint spi, uint? replaces)
    {
        ChildSaSpec spec = Child.Spec(inboundSpi: spi + 5000, outboundSpi: spi + 100);
        ChildSaSpec site = spec with { InboundSpi = spi };
        ChildSaSpec mirror = Child.Mirror(spec) with { OutboundSpi = spi };
        _path.Install(site, sendToo: replaces is null, replaces);
        office.Install(mirror, sendToo: replaces is null, replaces + 100);
    }

    private uint? Sender(string to = Packets.Office)
    {
        byte[] inner = Packets.Ipv4(Packets.Site, to, Packets.Udp, Packets.Ports(1, 2));
        DropReason reason = Child.Protect(_path, inner, out byte[] packet);
        if (reason == DropReason.NoChildSa)
            return null;
        Assert.Equal(DropReason.None, reason);
        return BinaryPrimitives.ReadUInt32BigEndian(packet);
    }

    private IEnumerable<(uint Spi, bool Sends)> Senders() => _path.Status().Select(s => (s.Spec.InboundSpi, s.Sends));
}
