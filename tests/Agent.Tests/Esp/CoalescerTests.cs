using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class CoalescerTests
{
    private const byte Acknowledge = 0x10;
    private const int Size = 100;

    private static readonly byte[] Timestamps = [1, 1, 8, 10, 0, 1, 2, 3, 4, 5, 6, 7];

    /// <summary>Changes to the second of three packets, its checksums made right again behind them.</summary>
    public static TheoryData<string, bool, int, byte> Differences => new()
    {
        { "TOS", false, 1, 0x08 },
        { "CE", false, 1, 0x03 },
        { "DF", false, 6, 0x00 },
        { "reserved flag", false, 6, 0xC0 },
        { "TTL", false, 8, 63 },
        { "source address", false, 15, 99 },
        { "destination address", false, 19, 99 },
        { "source port", false, 21, 99 },
        { "destination port", false, 23, 99 },
        { "sequence", false, 27, 99 },
        { "acknowledgment", false, 31, 99 },
        { "reserved bits", false, 32, 0x81 },
        { "FIN", false, 33, 0x11 },
        { "SYN", false, 33, 0x12 },
        { "RST", false, 33, 0x14 },
        { "URG", false, 33, 0x30 },
        { "ECE", false, 33, 0x50 },
        { "CWR", false, 33, 0x90 },
        { "no ACK", false, 33, 0x00 },
        { "window", false, 35, 99 },
        { "urgent pointer", false, 39, 99 },
        { "option", false, 51, 99 },
        { "traffic class", true, 1, 0x30 },
        { "flow label", true, 3, 9 },
        { "hop limit", true, 7, 63 },
        { "source address", true, 23, 99 },
        { "option", true, 71, 99 },
    };

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    [InlineData(false, 64)]
    [InlineData(true, 64)]
    public void Packets_of_one_flow_are_one_group(bool isIpv6, int count)
    {
        foreach (byte[][] packets in new[] { Tcp(isIpv6, count, []), Tcp(isIpv6, count, Timestamps), Udp(isIpv6, count) })
        {
            byte[] group = Assert.Single(Joined.Groups(packets));
            Assert.Equal(packets.Select(Joined.Essence), Joined.Cut(group).Select(Joined.Essence));
            if (count == 1)
                Assert.Equal([.. new byte[10], .. packets[0]], group);
        }
    }

    [Theory, MemberData(nameof(Differences))]
    public void A_packet_that_differs_is_not_joined(string field, bool isIpv6, int at, byte value)
    {
        byte[][] packets = Tcp(isIpv6, 3, Timestamps);
        Assert.Single(Joined.Groups(packets));
        Assert.NotEqual(value, packets[1][at]);
        packets[1][at] = value;
        packets[1] = Checksums.Complete(packets[1]);

        List<byte[]> groups = Joined.Groups(packets);

        Assert.True(groups.Count > 1, field);
        Assert.Contains(groups, g => g.AsSpan(10).SequenceEqual(packets[1]));
        AssertNothingIsLost(packets, groups);
    }

    [Theory]
    [InlineData(10)] // IP header
    [InlineData(36)] // TCP
    [InlineData(119)] // payload
    public void A_wrong_checksum_passes_alone_and_unchanged(int at)
    {
        for (int wrong = 0; wrong < 5; wrong++)
        {
            byte[][] packets = Tcp(false, 5, []);
            packets[wrong][at] ^= 0x40;

            List<byte[]> groups = Joined.Groups(packets);

            Assert.Contains(groups, g => g.AsSpan().SequenceEqual([.. new byte[10], .. packets[wrong]]));
            Assert.InRange(groups.Count, 2, 3); // it, what was before and what came behind
            AssertNothingIsLost(packets, groups);
        }
    }

    [Fact]
    public void Without_DF_the_identification_has_to_count_up()
    {
        byte[][] packets = Tcp(false, 4, [], 0);
        for (int i = 0; i < 4; i++)
            Identify(packets[i], (ushort)(65_534 + i));
        byte[] group = Assert.Single(Joined.Groups(packets));
        Assert.Equal(packets, Joined.Cut(group)); // every byte

        Identify(packets[2], 7);
        Assert.Equal([240, 140, 140], Joined.Groups(packets).Select(g => g.Length - 10));
    }

    [Fact]
    public void Push_and_a_short_packet_end_a_group_and_a_longer_one_begins_the_next()
    {
        byte[] data = new byte[Size];
        byte[][] pushed = [Superframes.Tcp4(0, data), Superframes.Tcp4(100, data, 0x18), Superframes.Tcp4(200, data), Superframes.Tcp4(300, data)];
        List<byte[]> groups = Joined.Groups(pushed);
        Assert.Equal([240, 240], groups.Select(g => g.Length - 10));
        AssertNothingIsLost(pushed, groups);

        byte[][] alone = [Superframes.Tcp4(0, data, 0x18), Superframes.Tcp4(100, data)];
        Assert.Equal(2, Joined.Groups(alone).Count);

        byte[][] shorter = [Superframes.Tcp4(0, data), Superframes.Tcp4(100, new byte[99]), Superframes.Tcp4(199, new byte[99])];
        Assert.Equal([239, 139], Joined.Groups(shorter).Select(g => g.Length - 10));

        byte[][] longer = [Superframes.Tcp4(0, data), Superframes.Tcp4(100, new byte[101]), Superframes.Tcp4(201, new byte[101])];
        Assert.Equal([140, 242], Joined.Groups(longer).Select(g => g.Length - 10));

        byte[][] datagrams = [Superframes.Udp4(data), Superframes.Udp4(new byte[5]), Superframes.Udp4(new byte[5]), Superframes.Udp4(data)];
        Assert.Equal([133, 33, 128], Joined.Groups(datagrams).Select(g => g.Length - 10));
    }

    [Fact]
    public void A_group_is_at_most_64_packets_and_65_535_bytes()
    {
        Assert.Equal([64, 64, 2], Counts(Tcp(false, 130, [])));
        byte[][] large = [.. Enumerable.Range(0, 9).Select(i => Superframes.Tcp6((uint)i * 8_000, new byte[8_000]))];
        List<byte[]> groups = Joined.Groups(large);
        Assert.Equal([64_060, 8_060], groups.Select(g => g.Length - 10));
        AssertNothingIsLost(large, groups);

        int half = (65_535 - 40) / 5;
        byte[][] fit = [.. Enumerable.Range(0, 5).Select(i => Superframes.Tcp4((uint)(i * half), new byte[half]))];
        Assert.Equal(65_535, Assert.Single(Joined.Groups(fit)).Length - 10);
    }

    [Fact]
    public void Udp_is_joined_only_where_the_device_takes_it_and_it_has_a_checksum()
    {
        byte[][] packets = Udp(false, 3);
        Assert.Equal(3, Joined.Groups(packets, false).Count);
        BinaryPrimitives.WriteUInt16BigEndian(packets[1].AsSpan(26), 0);
        Assert.Equal([1, 1, 1], Counts(packets));

        byte[][] padded = Udp(false, 3);
        padded[1] = [.. padded[1], 0]; // a byte behind the datagram
        padded[1][3]++;
        Assert.Equal([1, 1, 1], Counts(padded));
    }

    [Fact]
    public void What_may_be_of_any_flow_ends_all_groups_and_a_stranger_ends_none()
    {
        byte[][] flow = Tcp(false, 4, []);
        byte[] fragment = Packets.Ipv4(Packets.Office, Packets.Site, Packets.Tcp, new byte[24], 0x2000);
        byte[] options = Packets.Ipv4(Packets.Office, Packets.Site, Packets.Tcp, Superframes.TcpSegment(1, []), options: 4);
        byte[] extended = Packets.Ipv6(Packets.Office6, Packets.Site6, 0, [Packets.Tcp, 0, 1, 4, 0, 0, 0, 0, .. Superframes.TcpSegment(1, [])]);
        byte[] cut = Packets.Ipv4(Packets.Office, Packets.Site, Packets.Tcp, new byte[19]);
        foreach (byte[] unclear in new[] { fragment, options, extended, cut, [], [0x45], [0x60] })
            Assert.Equal([2, 1, 2], Counts([.. flow[..2], unclear, .. flow[2..]]));
        foreach (byte protocol in new byte[] { Packets.Icmp, 47, 50, Packets.Sctp })
            Assert.Equal([4, 1], Counts([.. flow[..2], Packets.Ipv4(Packets.Office, Packets.Site, protocol, new byte[24]), .. flow[2..]]));
    }

    [Fact]
    public void A_pure_acknowledgment_keeps_its_place()
    {
        byte[][] flow = Tcp(false, 4, []);
        Assert.Equal([2, 1, 2], Counts([.. flow[..2], Superframes.Tcp4(200, []), .. flow[2..]]));
    }

    [Fact]
    public void More_flows_than_are_kept_open_are_still_whole_and_in_order()
    {
        List<byte[]> packets = [];
        for (uint i = 0; i < 5; i++)
        {
            for (ushort flow = 0; flow < 9; flow++)
                packets.Add(Superframes.Tcp4(i * Size, new byte[Size], source: flow));
        }

        List<byte[]> groups = Joined.Groups(packets);
        AssertNothingIsLost(packets, groups);
        Assert.InRange(groups.Count, 10, 44); // some were given up

        Assert.Equal([5, 5, 5, 5, 5, 5, 5, 5], Counts([.. packets.Where(p => SegmentOracle.Number(p, 20) < 8)]));
    }

    [Fact]
    public void A_full_one_takes_no_more_until_it_is_cleared()
    {
        byte[][] flow = Tcp(true, 6, []);
        Coalescer coalescer = new(3, true);
        for (int round = 0; round < 3; round++)
        {
            byte[] slab = Joined.Add(coalescer, flow[..3]);
            Assert.False(coalescer.TryAdd(flow[3], new SlabRange(0, flow[3].Length)));
            Assert.Equal(flow[..3].Select(Joined.Essence), Joined.Cut(Assert.Single(Joined.Groups(coalescer, slab))).Select(Joined.Essence));
            coalescer.Clear();
            Assert.Equal(0, coalescer.Count);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => coalescer.Packets(0));
        Assert.ThrowsAny<ArgumentException>(() => coalescer.TryAdd(flow[0], new SlabRange(1, flow[0].Length)));
    }

    [Fact]
    public void Joined_superframes_come_apart_again_as_they_were()
    {
        Random random = new(2018);
        for (int i = 0; i < 80; i++)
        {
            Superframes.Frame frame = Superframes.Any(random, 30_000);
            byte[][] packets = [.. SegmentOracle.Cut(frame.Packet, frame.Header)];
            List<byte[]> groups = Joined.Groups(packets);
            AssertNothingIsLost(packets, groups);
            bool isPlain = frame.Packet[0] is 0x45 or 0x60 && (frame.Header.ChecksumOffset == 6 || (frame.Packet[frame.Transport + 13] & ~0x08) == Acknowledge);
            if (isPlain && packets.Length is > 1 and <= 64)
                Assert.Equal(packets.Length, Joined.Cut(Assert.Single(groups)).Count);
        }
    }

    internal static void AssertNothingIsLost(IReadOnlyList<byte[]> packets, IReadOnlyList<byte[]> groups)
    {
        List<List<byte[]>> cut = [.. groups.Select(Joined.Cut)];
        Assert.Equal(packets.Select(Joined.Essence).Order(), cut.SelectMany(c => c).Select(Joined.Essence).Order());
        Assert.All(groups.Zip(cut).Where(g => g.Second.Count > 1), g => Assert.All(g.Second, SegmentOracle.AssertWhole));
    }

    private static IEnumerable<int> Counts(IReadOnlyList<byte[]> packets)
    {
        List<byte[]> groups = Joined.Groups(packets);
        AssertNothingIsLost(packets, groups);
        return groups.Select(g => Joined.Cut(g).Count);
    }

    private static byte[][] Tcp(bool isIpv6, int count, byte[] options, ushort fragment = Superframes.DontFragment)
    {
        Random random = new(count);
        uint first = uint.MaxValue - 150; // it wraps
        return [.. Enumerable.Range(0, count).Select(i => isIpv6
            ? Superframes.Tcp6(first + (uint)(i * Size), Superframes.Bytes(random, Size), Acknowledge, options)
            : Superframes.Tcp4(first + (uint)(i * Size), Superframes.Bytes(random, Size), Acknowledge, options, fragment: fragment))];
    }

    private static byte[][] Udp(bool isIpv6, int count)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(i => isIpv6
            ? Superframes.Udp6(Superframes.Bytes(random, Size))
            : Superframes.Udp4(Superframes.Bytes(random, Size)))];
    }

    private static void Identify(byte[] packet, ushort identification)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), identification);
        packet[10] = packet[11] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksums.Of(packet[..20]));
    }
}
