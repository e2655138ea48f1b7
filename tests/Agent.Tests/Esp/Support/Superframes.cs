using System.Buffers.Binary;
using Holdfast.Esp;

namespace Holdfast.Tests.Esp.Support;

/// <summary>Superframes as the kernel hands them out, by hand and at random.</summary>
internal static class Superframes
{
    public const ushort DontFragment = 0x4000;

    private static readonly byte[] Timestamps = [1, 1, 8, 10, 0, 1, 2, 3, 4, 5, 6, 7];

    /// <summary>A superframe with the partial checksum of NEEDS_CSUM, and its virtio header.</summary>
    public sealed record Frame(byte[] Packet, VirtioHeader Header, int Transport, int Headers)
    {
        public byte[] Payload => Packet[Headers..];
    }

    public static byte[] TcpSegment(uint sequence, byte[] payload, byte flags = 0x10, byte[]? options = null, ushort source = 1000)
    {
        options ??= [];
        byte[] segment = [.. new byte[20], .. options, .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(segment, source);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), 2000);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(8), 0xA0B0C0D0);
        segment[12] = (byte)((20 + options.Length) / 4 << 4);
        segment[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(14), 512);
        return segment;
    }

    public static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A whole packet of TCP with right checksums.</summary>
    public static byte[] Tcp4(uint sequence, byte[] payload, byte flags = 0x10, byte[]? options = null, ushort source = 1000, ushort fragment = DontFragment) =>
        Checksums.Complete(Packets.Ipv4(Packets.Office, Packets.Site, Packets.Tcp, TcpSegment(sequence, payload, flags, options, source), fragment));

    public static byte[] Tcp6(uint sequence, byte[] payload, byte flags = 0x10, byte[]? options = null, ushort source = 1000) =>
        Checksums.Complete(Packets.Ipv6(Packets.Office6, Packets.Site6, Packets.Tcp, TcpSegment(sequence, payload, flags, options, source)));

    /// <summary>A whole packet of UDP with right checksums.</summary>
    public static byte[] Udp4(byte[] payload, ushort source = 1000, ushort fragment = DontFragment) =>
        Checksums.Complete(Packets.Ipv4(Packets.Office, Packets.Site, Packets.Udp, UdpDatagram(payload, source), fragment));

    public static byte[] Udp6(byte[] payload, ushort source = 1000) =>
        Checksums.Complete(Packets.Ipv6(Packets.Office6, Packets.Site6, Packets.Udp, UdpDatagram(payload, source)));

    /// <summary>Any kind, any lengths that fit.</summary>
    public static Frame Any(Random random, int longest = 65_535)
    {
        bool isTcp = random.Next(2) == 0;
        bool isIpv4 = random.Next(2) == 0;
        int size = random.Next(4) == 0 ? random.Next(48, 200) : random.Next(200, 9_000);
        int most = Math.Min(longest - 120, size * 64);
        byte[] payload = Bytes(random, random.Next(3) == 0 ? random.Next(1, 64) * size % most + 1 : random.Next(1, most));
        byte[] segment = isTcp
            ? TcpSegment((uint)random.NextInt64(1L << 32), payload, (byte)(0x10 | random.Next(256) & 0xE9), random.Next(2) == 0 ? Timestamps : null)
            : UdpDatagram(payload, 1000);
        byte protocol = isTcp ? Packets.Tcp : Packets.Udp;
        byte[] packet = isIpv4
            ? Packets.Ipv4(Packets.Site, Packets.Office, protocol, segment, random.Next(2) == 0 ? DontFragment : (ushort)0, random.Next(3) == 0 ? 8 : 0)
            : Packets.Ipv6(Packets.Site6, Packets.Office6, protocol, segment);
        if (isIpv4)
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)random.Next(65_536));
        return Describe(packet, packet.Length - segment.Length, size, random.Next(4) > 0);
    }

    /// <param name="packet">With anything in the field of the checksum.</param>
    /// <param name="transport">Offset of the TCP or UDP header.</param>
    /// <param name="size">Bytes of a segment.</param>
    /// <param name="isPartial">Whether the sum of the pseudo-header is in the field, as always in practice.</param>
    public static Frame Describe(byte[] packet, int transport, int size, bool isPartial = true)
    {
        bool isIpv4 = packet[0] >> 4 == 4;
        bool isTcp = packet[isIpv4 ? 9 : 6] == Packets.Tcp;
        int headers = transport + (isTcp ? (packet[transport + 12] >> 4) * 4 : 8);
        int offset = isTcp ? 16 : 6;
        byte type = isTcp ? isIpv4 ? VirtioHeader.GsoTcpIpv4 : VirtioHeader.GsoTcpIpv6 : VirtioHeader.GsoUdp;
        if (isTcp && (packet[transport + 13] & 0x80) != 0)
            type |= VirtioHeader.GsoEcn;
        ushort partial = isPartial ? PseudoSum(packet, transport) : (ushort)0x1234;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(transport + offset), partial);
        VirtioHeader header = new(
            isPartial ? VirtioHeader.NeedsChecksum : (byte)0, type, (ushort)headers, (ushort)size, (ushort)transport, (ushort)offset);
        return new Frame(packet, header, transport, headers);
    }

    /// <summary>By hand, over the addresses and the length that the packet has.</summary>
    public static ushort PseudoSum(byte[] packet, int transport)
    {
        bool isIpv4 = packet[0] >> 4 == 4;
        int length = packet.Length - transport;
        byte[] addresses = isIpv4 ? packet[12..20] : packet[8..40];
        return (ushort)~Checksums.Of([.. addresses, 0, packet[isIpv4 ? 9 : 6], (byte)(length >> 8), (byte)length]);
    }

    private static byte[] UdpDatagram(byte[] payload, ushort source)
    {
        byte[] datagram = [.. new byte[8], .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, source);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), 2000);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        return datagram;
    }
}
