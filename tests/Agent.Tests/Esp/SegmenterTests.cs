using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class SegmenterTests
{
    private const byte Fin = 0x01;
    private const byte Push = 0x08;
    private const byte Reduced = 0x80;

    [Fact]
    public void Any_superframe_becomes_packets_that_are_right_and_together_hold_its_bytes()
    {
        Random random = new(9293);
        for (int i = 0; i < 120; i++)
        {
            Superframes.Frame frame = Superframes.Any(random);
            List<byte[]> segments = SegmentOracle.Cut(frame.Packet, frame.Header);
            Assert.All(segments, SegmentOracle.AssertWhole);
            Assert.All(segments[..^1], s => Assert.Equal(frame.Header.GsoSize, s.Length - frame.Headers));
            Assert.InRange(segments[^1].Length - frame.Headers, 1, frame.Header.GsoSize);
            Assert.Equal(frame.Payload, segments.SelectMany(s => s[frame.Headers..]));
            for (int n = 0; n < segments.Count; n++)
                AssertHeaders(frame, segments[n], n, n == segments.Count - 1);
        }
    }

    [Fact]
    public void Fin_and_push_are_on_the_last_and_reduced_is_on_the_first()
    {
        byte[] packet = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Tcp, Superframes.TcpSegment(uint.MaxValue - 100, new byte[250], 0x10 | Fin | Push | Reduced));
        Superframes.Frame frame = Superframes.Describe(packet, 20, 100);

        List<byte[]> segments = SegmentOracle.Cut(frame.Packet, frame.Header);

        Assert.Equal([0x10 | Reduced, 0x10, 0x10 | Fin | Push], segments.Select(s => s[33]));
        Assert.Equal([uint.MaxValue - 100, uint.MaxValue, 99u], segments.Select(SegmentOracle.Sequence));
    }

    [Fact]
    public void Extension_headers_repeat_and_a_routing_header_keeps_its_checksum()
    {
        byte[] segment = Superframes.TcpSegment(7, Superframes.Bytes(new Random(6), 300));
        byte[] routing = [Packets.Tcp, 2, 2, 1, 0, 0, 0, 0, .. Packets.Ipv6(Packets.Site6, Packets.Office6, 0, [])[24..40]];
        byte[] packet = Packets.Ipv6(Packets.Site6, "2001:db8:5::5", 43, [.. routing, .. segment]);
        byte[] direct = Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Tcp, segment); // what the pseudo-header is of
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(64 + 16), Superframes.PseudoSum(direct, 40));

        List<byte[]> segments = SegmentOracle.Cut(packet, new VirtioHeader(1, VirtioHeader.GsoTcpIpv6, 0, 100, 64, 16));

        Assert.Equal(3, segments.Count);
        Assert.All(segments, s => Assert.Equal(s.Length - 40, SegmentOracle.Number(s, 4)));
        Assert.All(segments, s => Assert.Equal(routing, s[40..64]));
        Assert.All(segments, s => SegmentOracle.AssertWhole(
            Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Tcp, s[64..])));
    }

    [Theory]
    [InlineData(100)] // one segment, and a small one is none less
    [InlineData(40)]
    public void Payload_that_fits_is_one_packet(int payload)
    {
        Superframes.Frame frame = Superframes.Describe(
            Packets.Ipv4(Packets.Site, Packets.Office, Packets.Tcp, Superframes.TcpSegment(1, new byte[payload], 0x19)), 20, 100);
        byte[] segment = Assert.Single(SegmentOracle.Cut(frame.Packet, frame.Header));
        SegmentOracle.AssertWhole(segment);
        Assert.Equal(0x19, segment[33]);
    }

    [Fact]
    public void A_packet_without_offload_passes_as_it_is()
    {
        byte[] packet = Superframes.Tcp4(1, Superframes.Bytes(new Random(1), 77));
        Assert.Equal(packet, Assert.Single(SegmentOracle.Cut(packet, default)));
        Assert.Equal(packet, Assert.Single(SegmentOracle.Cut(packet, new VirtioHeader(2, 0, 999, 999, 999, 999)))); // hints
        Assert.Equal([1], Assert.Single(SegmentOracle.Cut([1], default)));
    }

    [Fact]
    public void A_checksum_that_is_asked_for_is_completed()
    {
        Random random = new(768);
        for (int i = 0; i < 300; i++)
        {
            byte[] payload = Superframes.Bytes(random, random.Next(1, 1_500));
            byte[] whole = (i % 4) switch
            {
                0 => Superframes.Tcp4(1, payload),
                1 => Superframes.Tcp6(1, payload),
                2 => Superframes.Udp4(payload),
                _ => Superframes.Udp6(payload),
            };
            Superframes.Frame frame = Superframes.Describe([.. whole], SegmentOracle.Transport(whole), 1);
            Assert.Equal(whole, Assert.Single(SegmentOracle.Cut(frame.Packet, frame.Header with { GsoType = 0 })));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_udp_checksum_of_zero_becomes_all_ones(bool isSuperframe)
    {
        byte[] whole = Superframes.Udp4([0, 0, 1, 1, 1, 1]);
        ushort checksum = SegmentOracle.Number(whole, 26);
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(28), checksum); // what was missing to a sum of all ones
        Superframes.Frame frame = Superframes.Describe(whole, 20, 1_000);

        byte[] segment = Assert.Single(SegmentOracle.Cut(frame.Packet, isSuperframe ? frame.Header : frame.Header with { GsoType = 0 }));

        Assert.Equal(0xFFFF, SegmentOracle.Number(segment, 26));
        SegmentOracle.AssertWhole(segment);
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        byte[] packet = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Tcp, Superframes.TcpSegment(1, new byte[300]));
        Superframes.Frame frame = Superframes.Describe(packet, 20, 100);
        byte[] ipv6 = Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Tcp, Superframes.TcpSegment(1, new byte[300]));

        Refused(frame with { Header = frame.Header with { GsoSize = 0 } });
        Refused(frame with { Header = frame.Header with { ChecksumStart = 24 } });
        Refused(frame with { Header = frame.Header with { ChecksumOffset = 6 } });
        Refused(frame with { Header = frame.Header with { GsoType = VirtioHeader.GsoTcpIpv6 } });
        Refused(frame with { Header = frame.Header with { GsoType = VirtioHeader.GsoUdp } });
        Refused(frame with { Packet = ipv6 });
        Refused(Changed(frame, 0, 0x44)); // IP header of 16 bytes
        Refused(Changed(frame, 0, 0x75)); // version 7
        Refused(Changed(frame, 3, 0)); // total length
        Refused(Changed(frame, 6, 0x20)); // a first fragment
        Refused(Changed(frame, 7, 1)); // a later one
        Refused(Changed(frame, 9, 17)); // UDP
        Refused(Changed(frame, 32, 0x40)); // TCP header of 16 bytes
        Refused(Superframes.Describe(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Tcp, Superframes.TcpSegment(1, [])), 20, 100) with { Packet = [.. packet[..39]] });
        Refused(Changed(Superframes.Describe(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Tcp, Superframes.TcpSegment(1, new byte[8])), 20, 100), 32, 0xF0));
        Refused(Superframes.Describe(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Tcp, Superframes.TcpSegment(1, new byte[2_049])), 20, 1));
        Refused(Superframes.Describe(Packets.Ipv6(Packets.Site6, Packets.Office6, 44, [6, 0, 0, 0, 0, 0, 0, 1, .. Superframes.TcpSegment(1, new byte[99])]), 40, 20) with
        {
            Header = new VirtioHeader(0, VirtioHeader.GsoTcpIpv6, 0, 20, 0, 0), // behind a fragment header
        });
    }

    [Fact]
    public void What_was_not_offered_is_refused_by_name()
    {
        byte[] packet = Superframes.Udp4(new byte[500]);
        foreach (byte type in new byte[] { VirtioHeader.GsoUdpFragments, 2, 6, 0x21, 0x45, 0x83, 0x7F })
            Assert.Equal(DropReason.UnknownOffload, SegmentOracle.Refusal(packet, new VirtioHeader(1, type, 28, 100, 20, 6)));
        Assert.Equal(DropReason.MalformedInner, SegmentOracle.Refusal([], default));
        Assert.Equal(DropReason.MalformedInner, SegmentOracle.Refusal(new byte[65_536], default));
        Assert.Equal(DropReason.BadOffload, SegmentOracle.Refusal(packet, new VirtioHeader(1, 0, 0, 0, (ushort)packet.Length, 0)));
        Assert.Equal(DropReason.BadOffload, SegmentOracle.Refusal(packet, new VirtioHeader(1, 0, 0, 0, 65_535, 65_535)));
        Assert.Equal(DropReason.BadOffload, SegmentOracle.Refusal(packet, new VirtioHeader(1, 0, 0, 0, (ushort)(packet.Length - 1), 0)));
    }

    [Fact]
    public void Too_little_room_is_the_callers_fault()
    {
        byte[] packet = Superframes.Udp4(new byte[50]);
        Assert.ThrowsAny<ArgumentException>(() =>
        {
            Segmenter segmenter = default;
            segmenter.TryBegin(packet, default, out _);
            segmenter.TryNext(new byte[packet.Length - 1], out _);
        });
    }

    [Fact]
    public void Damaged_superframes_never_throw_and_never_make_more_than_is_said()
    {
        Random random = new(4303);
        byte[] room = new byte[65_535];
        int cut = 0;
        for (int i = 0; i < 20_000; i++)
        {
            Superframes.Frame frame = Superframes.Any(random, 2_000);
            byte[] packet = frame.Packet[..Math.Min(frame.Packet.Length, random.Next(3) == 0 ? random.Next(100) : 600)];
            Fix(packet, random);
            byte[] header = new byte[VirtioHeader.Length];
            frame.Header.Write(header);
            for (int n = random.Next(3); n > 0; n--)
                header[random.Next(header.Length)] = (byte)random.Next(256);
            for (int n = random.Next(4); n > 0 && packet.Length > 0; n--)
                packet[random.Next(Math.Min(packet.Length, 64))] = (byte)random.Next(256);
            VirtioHeader.TryRead(header, out VirtioHeader claimed);
            cut += CutAll(packet, claimed, room);
        }

        Assert.InRange(cut, 3_000, 19_000); // both ways are taken
    }

    private static int CutAll(byte[] packet, VirtioHeader header, byte[] room)
    {
        Segmenter segmenter = default;
        if (!segmenter.TryBegin(packet, header, out DropReason reason))
        {
            Assert.NotEqual(DropReason.None, reason);
            return 0;
        }

        int count = segmenter.SegmentCount;
        Assert.InRange(count, 1, Segmenter.MaximumSegments);
        while (segmenter.TryNext(room, out int length))
        {
            Assert.InRange(length, 1, segmenter.LargestSegment);
            count--;
        }

        Assert.Equal(0, count);
        return 1;
    }

    // The lengths of what was cut off are right again, else nothing behind their check is reached.
    private static void Fix(byte[] packet, Random random)
    {
        if (packet.Length < 6 || random.Next(4) == 0)
            return;
        bool isIpv4 = packet[0] >> 4 == 4;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(isIpv4 ? 2 : 4), (ushort)(packet.Length - (isIpv4 ? 0 : 40)));
    }

    private static void AssertHeaders(Superframes.Frame frame, byte[] segment, int number, bool isLast)
    {
        byte[] expected = frame.Packet[..frame.Headers];
        byte[] actual = segment[..frame.Headers];
        bool isIpv4 = expected[0] >> 4 == 4;
        if (isIpv4)
            Assert.Equal((ushort)(SegmentOracle.Number(expected, 4) + number), SegmentOracle.Number(actual, 4));
        bool isTcp = frame.Header.ChecksumOffset == 16;
        if (isTcp)
        {
            Assert.Equal(SegmentOracle.Sequence(expected) + (uint)(number * frame.Header.GsoSize), SegmentOracle.Sequence(actual));
            int lost = (isLast ? 0 : Fin | Push) | (number == 0 ? 0 : Reduced);
            Assert.Equal(expected[frame.Transport + 13] & ~lost, actual[frame.Transport + 13]);
        }

        int[] changed = isTcp ? [4, 5, 6, 7, 13, 16, 17] : [4, 5, 6, 7];
        HashSet<int> mayDiffer = [.. changed.Select(c => frame.Transport + c), .. isIpv4 ? new[] { 2, 3, 4, 5, 10, 11 } : [4, 5]];
        for (int i = 0; i < expected.Length; i++)
        {
            if (!mayDiffer.Contains(i))
                Assert.Equal(expected[i], actual[i]);
        }
    }

    private static Superframes.Frame Changed(Superframes.Frame frame, int at, byte value)
    {
        byte[] packet = [.. frame.Packet];
        packet[at] = value;
        return frame with { Packet = packet };
    }

    private static void Refused(Superframes.Frame frame) =>
        Assert.Equal(DropReason.BadOffload, SegmentOracle.Refusal(frame.Packet, frame.Header));
}
