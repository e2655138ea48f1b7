using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>
/// A TCP or UDP packet larger than any link, which the kernel left to us to cut (GSO). Where its headers are is found in
/// the packet; of the virtio header only the size of a segment counts, and what else it claims must agree.
/// </summary>
internal readonly ref struct Superframe
{
    public const int MaximumLength = 65_535;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const int UdpHeader = 8;
    public const int TcpChecksum = 16;
    public const int UdpChecksum = 6;

    private const int MinimumIpv4Header = 20;
    private const int MinimumTcpHeader = 20;
    private const int MoreFragmentsAndOffset = 0x3FFF;
    private const byte FragmentHeader = 44;
    private const int MinimumExtension = 8;

    private Superframe(ReadOnlySpan<byte> packet, int transport, byte protocol, int headers)
    {
        Headers = packet[..headers];
        Payload = packet[headers..];
        Transport = transport;
        Protocol = protocol;
    }

    /// <summary>Of IP and of TCP or UDP.</summary>
    public ReadOnlySpan<byte> Headers { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Offset of the TCP or UDP header.</summary>
    public int Transport { get; }

    public byte Protocol { get; }

    public bool IsTcp => Protocol == Tcp;

    /// <summary>Of the checksum's field, in the TCP or UDP header.</summary>
    public int ChecksumOffset => IsTcp ? TcpChecksum : UdpChecksum;

    /// <summary>The sum of the pseudo-header but for the length of a segment.</summary>
    /// <param name="isInField">
    /// The kernel wrote it into the field of the checksum, with the length of the whole: then it is right also where a routing
    /// header says what the destination is.
    /// </param>
    public ulong PseudoSum(bool isInField)
    {
        ReadOnlySpan<byte> segment = Headers[Transport..];
        if (isInField)
            return (ulong)BinaryPrimitives.ReadUInt16BigEndian(segment[ChecksumOffset..]) + (ushort)~(segment.Length + Payload.Length);
        return InternetChecksum.Sum(InnerPacket.Version(Headers) == 4 ? Headers[12..20] : Headers[8..40]) + Protocol;
    }

    /// <summary>False unless it is one whole packet with whole headers, no fragment, and what the virtio header says.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, VirtioHeader header, out Superframe frame)
    {
        frame = default;
        int version = InnerPacket.Version(packet);
        if (packet.Length > MaximumLength || header.GsoSize == 0 || !TryFindTransport(packet, version, out int transport, out byte protocol))
            return false;
        bool isAsClaimed = (header.GsoType & ~VirtioHeader.GsoEcn) switch
        {
            VirtioHeader.GsoTcpIpv4 => version == 4 && protocol == Tcp,
            VirtioHeader.GsoTcpIpv6 => version == 6 && protocol == Tcp,
            _ => protocol == Udp,
        };
        if (!isAsClaimed || !TryMeasure(packet[transport..], protocol, out int length))
            return false;

        frame = new Superframe(packet, transport, protocol, transport + length);
        return (header.Flags & VirtioHeader.NeedsChecksum) == 0
            || (header.ChecksumStart == transport && header.ChecksumOffset == frame.ChecksumOffset);
    }

    private static bool TryFindTransport(ReadOnlySpan<byte> packet, int version, out int offset, out byte protocol)
    {
        offset = 0;
        protocol = 0;
        return version switch
        {
            4 => TrySkipIpv4(packet, out offset, out protocol),
            6 => TrySkipIpv6(packet, out offset, out protocol),
            _ => false,
        };
    }

    private static bool TrySkipIpv4(ReadOnlySpan<byte> packet, out int offset, out byte protocol)
    {
        offset = 0;
        protocol = 0;
        if (packet.Length < MinimumIpv4Header || BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) != packet.Length
            || (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & MoreFragmentsAndOffset) != 0)
        {
            return false;
        }

        offset = (packet[0] & 0x0F) * 4;
        protocol = packet[9];
        return offset >= MinimumIpv4Header && offset <= packet.Length;
    }

    // Extension headers repeat in each segment as they are, as in the kernel.
    private static bool TrySkipIpv6(ReadOnlySpan<byte> packet, out int offset, out byte protocol)
    {
        offset = Ipv6Chain.FixedHeaderLength;
        protocol = 0;
        if (packet.Length < offset || BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) != packet.Length - offset)
            return false;
        protocol = packet[6];
        for (int headers = 0; Ipv6Chain.IsExtension(protocol); headers++)
        {
            if (protocol == FragmentHeader || headers == Ipv6Chain.MaximumHeaders || packet.Length - offset < MinimumExtension)
                return false;
            protocol = packet[offset];
            offset += (packet[offset + 1] + 1) * MinimumExtension;
        }

        return offset <= packet.Length;
    }

    private static bool TryMeasure(ReadOnlySpan<byte> segment, byte protocol, out int header)
    {
        header = UdpHeader;
        if (protocol == Udp)
            return segment.Length >= UdpHeader;
        if (segment.Length < MinimumTcpHeader)
            return false;
        header = (segment[12] >> 4) * 4;
        return header >= MinimumTcpHeader && header <= segment.Length;
    }
}
