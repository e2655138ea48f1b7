using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class TransportTests
{
    private static readonly EspAlgorithm[] Two =
        [EspAlgorithm.Aes128Gcm16, EspAlgorithm.Aes256Cbc(IntegrityAlgorithm.HmacSha256_128)];

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void Every_size_of_packet_arrives_with_its_header_put_back(EspAlgorithm algorithm, bool extended)
    {
        using TwoHosts hosts = new(algorithm, extended, IpFamily.IPv4);
        using TwoHosts hosts6 = new(algorithm, extended, IpFamily.IPv6);
        for (int length = 8; length <= 300; length++)
        {
            Carry(hosts, Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, length)));
            Carry(hosts6, Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Udp, Packets.Ports(1, 2, length)));
        }

        Assert.Empty(hosts.Office.Drops());
        Assert.Empty(hosts6.Office.Drops());
    }

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void What_travels_is_the_payload_alone_as_dotnets_ciphers_make_it(EspAlgorithm algorithm, bool extended)
    {
        ChildSaSpec spec = TwoHosts.Describe(algorithm, extended, IpFamily.IPv4);
        using Oracle oracle = new(algorithm, Child.Key(algorithm, spec.OutboundSpi), spec.OutboundSpi, extended);
        using DataPath path = new();
        path.Install(spec);
        byte[] payload = Packets.Ports(1, 2, 77);

        Child.Protect(path, Packets.Ipv4(Packets.Site, Packets.Office, Packets.Tcp, payload), out byte[] packet);

        Assert.Equal(oracle.Carry(1, payload, Packets.Tcp), packet);
        Assert.Equal(new TrafficSnapshot(1, 77, Child.Now), path.Status()[0].Outbound);
    }

    [Fact]
    public void The_header_is_made_from_the_selectors()
    {
        using DataPath path = new();
        ChildSaSpec spec = TwoHosts.Describe(EspAlgorithm.Aes128Gcm16, false, IpFamily.IPv4);
        using Oracle peer = Child.Peer(spec);
        path.Install(spec);

        TwoHosts.Accept(path, peer.Carry(1, [8, 0, 1, 2, 3, 4, 5, 6], Packets.Icmp), 0, 8, out byte[] inner);

        byte[] expected =
            [0x45, 0, 0, 28, 0, 0, 0x40, 0, 64, 1, 0, 0, 192, 168, 9, 20, 10, 1, 0, 7, 8, 0, 1, 2, 3, 4, 5, 6];
        BinaryPrimitives.WriteUInt16BigEndian(expected.AsSpan(10), Checksums.Of(expected[..20]));
        Assert.Equal(expected, inner);
        Assert.Equal(new TrafficSnapshot(1, 8, Child.Now), path.Status()[0].Inbound);
    }

    [Theory]
    [InlineData(Packets.Tcp, IpFamily.IPv4)]
    [InlineData(Packets.Udp, IpFamily.IPv4)]
    [InlineData(Packets.Tcp, IpFamily.IPv6)]
    [InlineData(Packets.Udp, IpFamily.IPv6)]
    [InlineData(Packets.IcmpV6, IpFamily.IPv6)]
    public void Checksums_over_other_addresses_than_ours_are_computed_anew(byte protocol, IpFamily family)
    {
        for (int length = 20; length < 60; length++)
        {
            byte[] payload = Packets.Ports(1000, 2000, length);
            byte[] behindNat = Checksums.Complete(family == IpFamily.IPv4
                ? Packets.Ipv4("172.16.5.5", "198.51.100.9", protocol, payload)
                : Packets.Ipv6("2001:db8:77::1", "2001:db8:78::9", protocol, payload));
            byte[] here = Checksums.Complete(family == IpFamily.IPv4
                ? Packets.Ipv4(Packets.Office, Packets.Site, protocol, payload, fragment: 0x4000)
                : Packets.Ipv6(Packets.Office6, Packets.Site6, protocol, payload));
            byte[] arrived = AcceptPayload(behindNat[(family == IpFamily.IPv4 ? 20 : 40)..], protocol, family);
            Assert.Equal(here, arrived);
        }
    }

    [Fact]
    public void Udp_without_a_checksum_stays_without_and_other_protocols_stay_as_they_are()
    {
        byte[] udp = Packets.Ports(1, 2, 30);
        BinaryPrimitives.WriteUInt16BigEndian(udp.AsSpan(4), 30);
        udp[6] = udp[7] = 0;
        Assert.Equal(udp, AcceptPayload(udp, Packets.Udp, IpFamily.IPv4)[20..]);
        foreach (byte protocol in new byte[] { Packets.Icmp, Packets.Sctp, 47, 4, 200 })
        {
            byte[] payload = Packets.Ports(1, 2, 41);
            Assert.Equal(payload, AcceptPayload(payload, protocol, IpFamily.IPv4)[20..]);
        }
    }

    [Theory]
    [InlineData(Packets.Tcp, 20)]
    [InlineData(Packets.Udp, 8)]
    public void A_segment_that_is_cut_off_is_left_to_the_receiver(byte protocol, int whole)
    {
        for (int length = 0; length < whole; length++)
        {
            byte[] payload = Packets.Ports(1, 2, length);
            Assert.Equal(payload, AcceptPayload(payload, protocol, IpFamily.IPv4)[20..]);
        }

        byte[] lying = Packets.Ports(1, 2, 20); // says that it is longer than what came
        BinaryPrimitives.WriteUInt16BigEndian(lying.AsSpan(4), 21);
        Assert.Equal(lying, AcceptPayload(lying, Packets.Udp, IpFamily.IPv4)[20..]);
    }

    [Fact]
    public void The_header_finds_room_wherever_the_packet_stands_in_its_slab()
    {
        foreach (EspAlgorithm algorithm in Two)
        {
            foreach (IpFamily family in new[] { IpFamily.IPv4, IpFamily.IPv6 })
            {
                using DataPath path = new();
                ChildSaSpec spec = TwoHosts.Describe(algorithm, false, family);
                using Oracle peer = Child.Peer(spec);
                path.Install(spec);
                byte[] payload = Packets.Ports(1, 2, 62);
                ulong sequence = 0;
                for (int before = 0; before <= 40; before++)
                {
                    byte[] packet = peer.Carry(++sequence, payload, Packets.Sctp);
                    int behind = Math.Max(0, EspFormat.TransportRoom - before);
                    Assert.Equal(DropReason.None, TwoHosts.Accept(path, packet, before, behind, out byte[] inner));
                    Assert.Equal(payload, inner[^62..]);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void For_ipv4_the_packet_itself_is_room_enough_and_for_ipv6_it_is_counted_if_not(
        EspAlgorithm algorithm, bool extended)
    {
        using TwoHosts hosts = new(algorithm, extended, IpFamily.IPv4);
        using TwoHosts hosts6 = new(algorithm, extended, IpFamily.IPv6);
        for (int length = 0; length < 100; length++)
        {
            byte[] payload = Packets.Ports(1, 2, length);
            Child.Protect(hosts.Site, Packets.Ipv4(Packets.Site, Packets.Office, Packets.Sctp, payload), out byte[] esp);
            Assert.Equal(DropReason.None, TwoHosts.Accept(hosts.Office, esp, 0, 0, out byte[] arrived));
            Assert.Equal(payload, arrived[20..]);

            Child.Protect(hosts6.Site, Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Sctp, payload), out byte[] esp6);
            bool fits = esp6.Length >= 40 + length;
            Assert.Equal(fits ? DropReason.None : DropReason.NoRoom, TwoHosts.Accept(hosts6.Office, esp6, 0, 0, out _));
        }
    }

    [Fact]
    public void Fragments_options_and_extension_headers_do_not_leave()
    {
        using TwoHosts hosts = new(EspAlgorithm.Aes128Gcm16, false, IpFamily.IPv4);
        using TwoHosts hosts6 = new(EspAlgorithm.Aes128Gcm16, false, IpFamily.IPv6);
        byte[] payload = Packets.Ports(1, 2, 16);
        foreach (ushort fragment in new ushort[] { 0x2000, 0x0001, 0x2004, 0x1FFF })
            Refuses(hosts, Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, payload, fragment));
        Refuses(hosts, Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, payload, options: 4));
        foreach (byte extension in new byte[] { 0, 43, 44, 60 })
        {
            byte[] chain = [Packets.Udp, 0, 0, 0, 0, 0, 0, 0, .. payload];
            Refuses(hosts6, Packets.Ipv6(Packets.Site6, Packets.Office6, extension, chain));
        }

        Assert.Equal(5, hosts.Site.Outbound.Drops[DropReason.NotTransportable]);
        Assert.Equal(4, hosts6.Site.Outbound.Drops[DropReason.NotTransportable]);
        Carry(hosts, Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, payload, fragment: 0x4000));
    }

    [Fact]
    public void The_selectors_are_checked_on_the_packet_that_was_put_together()
    {
        ChildSaSpec spec = TwoHosts.Describe(EspAlgorithm.Aes128Gcm16, false, IpFamily.IPv4) with
        {
            Remote = [Child.Selector(Packets.Office + "/32", Packets.Tcp, PortRange.Single(443))],
        };
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);

        Assert.Equal(DropReason.None, Accept(path, peer.Carry(1, Packets.Ports(443, 9, 20), Packets.Tcp)));
        Assert.Equal(DropReason.SelectorMismatch, Accept(path, peer.Carry(2, Packets.Ports(444, 9, 20), Packets.Tcp)));
        Assert.Equal(DropReason.SelectorMismatch, Accept(path, peer.Carry(3, Packets.Ports(443, 9, 20), Packets.Udp)));
        Assert.Equal(DropReason.Dummy, Accept(path, peer.Carry(4, Packets.Ports(443, 9, 20), 59)));
    }

    [Fact]
    public void Ends_that_are_not_single_hosts_of_one_family_are_misuse_and_nothing_is_installed()
    {
        using DataPath path = new();
        ChildSaSpec spec = TwoHosts.Describe(EspAlgorithm.Aes128Gcm16, false, IpFamily.IPv4);
        TrafficSelector site6 = Child.Selector(Packets.Site6 + "/128");
        Assert.Throws<ArgumentException>(() => path.Install(spec with { Remote = [Child.Selector("10.0.0.0/8")] }));
        Assert.Throws<ArgumentException>(() => path.Install(spec with { Local = [.. spec.Local, .. spec.Remote] }));
        Assert.Throws<ArgumentException>(() => path.Install(spec with { Local = [] }));
        Assert.Throws<ArgumentException>(() => path.Install(spec with { Local = [site6] }));
        Assert.Empty(path.Status());
        path.Install(spec);
    }

    private static void Carry(TwoHosts hosts, byte[] packet)
    {
        byte[] complete = Checksums.Complete(packet);
        if (complete[0] >> 4 == 4)
            complete = Checksums.Complete([.. complete[..6], 0x40, 0, .. complete[8..]]); // DF, as it is put back
        Assert.Equal(DropReason.None, Child.Protect(hosts.Site, complete, out byte[] esp));
        Assert.Equal(DropReason.None, TwoHosts.Accept(hosts.Office, esp, 0, EspFormat.TransportRoom, out byte[] arrived));
        Assert.Equal(complete, arrived);
    }

    private static byte[] AcceptPayload(byte[] payload, byte protocol, IpFamily family)
    {
        ChildSaSpec spec = TwoHosts.Describe(EspAlgorithm.Aes128Gcm16, false, family);
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);
        Assert.Equal(DropReason.None, TwoHosts.Accept(path, peer.Carry(1, payload, protocol), 8, 0, out byte[] inner));
        return inner;
    }

    private static DropReason Accept(DataPath path, byte[] packet) => TwoHosts.Accept(path, packet, 0, 8, out _);

    private static void Refuses(TwoHosts hosts, byte[] packet) =>
        Assert.Equal(DropReason.NotTransportable, Child.Protect(hosts.Site, packet));
}
