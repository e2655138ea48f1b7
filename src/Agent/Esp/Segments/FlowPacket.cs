using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>What the way in may do with a packet between others.</summary>
internal enum FlowRole : byte
{
    /// <summary>Of no flow that is joined: nothing waits for it.</summary>
    Stranger,

    /// <summary>TCP or UDP, but whose can't be seen at a glance (fragment, options, extension headers): may be of any flow.</summary>
    Unclear,

    /// <summary>Of a flow, and must keep its place in it alone.</summary>
    Single,

    /// <summary>Of a flow, with nothing but data that may be joined with more.</summary>
    Joinable,
}

/// <summary>Where things are in a packet of TCP or UDP, by the packet's own lengths, all of them checked.</summary>
/// <param name="Role">Without a flow the rest is zero.</param>
/// <param name="IsTcp">Otherwise it is UDP.</param>
/// <param name="IsPushed">PSH of TCP.</param>
/// <param name="Transport">Offset of the TCP or UDP header: 20 or 40, by the version.</param>
/// <param name="Headers">Length of all headers.</param>
/// <param name="Payload">Length of what follows.</param>
internal readonly record struct FlowPacket(FlowRole Role, bool IsTcp, bool IsPushed, byte Transport, byte Headers, int Payload)
{
    public const byte Ipv4Header = 20;
    public const byte Ipv6Header = 40;
    public const ushort DontFragment = 0x4000;
    public const byte Acknowledge = 0x10;
    public const byte Push = 0x08;

    private const int MinimumTcpHeader = 20;
    private const byte PlainIpv4 = 0x45;

    private static FlowPacket Unclear => new(FlowRole.Unclear, false, false, 0, 0, 0);

    public bool IsIpv4 => Transport == Ipv4Header;

    /// <param name="packet">An IP packet, no byte more.</param>
    /// <param name="withUdp">Otherwise UDP is a stranger.</param>
    public static FlowPacket Read(ReadOnlySpan<byte> packet, bool withUdp)
    {
        switch (InnerPacket.Version(packet))
        {
            case 4 when packet.Length >= Ipv4Header:
                return ReadIpv4(packet, withUdp);
            case 6 when packet.Length >= Ipv6Header:
                return ReadIpv6(packet, withUdp);
            default:
                return Unclear;
        }
    }

    private static FlowPacket ReadIpv4(ReadOnlySpan<byte> packet, bool withUdp)
    {
        byte protocol = packet[9];
        if (!IsJoined(protocol, withUdp))
            return default;
        bool isPlain = packet[0] == PlainIpv4 && Number(packet[2..]) == packet.Length && (Number(packet[6..]) & ~DontFragment) == 0;
        return isPlain ? ReadTransport(packet, Ipv4Header, protocol) : Unclear;
    }

    private static FlowPacket ReadIpv6(ReadOnlySpan<byte> packet, bool withUdp)
    {
        byte protocol = packet[6];
        if (!IsJoined(protocol, withUdp))
            return Ipv6Chain.IsExtension(protocol) ? Unclear : default;
        return Number(packet[4..]) == packet.Length - Ipv6Header ? ReadTransport(packet, Ipv6Header, protocol) : Unclear;
    }

    private static bool IsJoined(byte protocol, bool withUdp) =>
        protocol == Superframe.Tcp || (withUdp && protocol == Superframe.Udp);

    private static FlowPacket ReadTransport(ReadOnlySpan<byte> packet, byte at, byte protocol) =>
        protocol == Superframe.Tcp ? ReadTcp(packet, at) : ReadUdp(packet, at);

    private static FlowPacket ReadTcp(ReadOnlySpan<byte> packet, byte at)
    {
        ReadOnlySpan<byte> segment = packet[at..];
        if (segment.Length < MinimumTcpHeader)
            return Unclear;
        int header = (segment[12] >> 4) * 4;
        if (header < MinimumTcpHeader || header > segment.Length)
            return Unclear;
        bool isData = (segment[13] & ~Push) == Acknowledge && segment.Length > header;
        return new FlowPacket(
            isData ? FlowRole.Joinable : FlowRole.Single, true, (segment[13] & Push) != 0, at, (byte)(at + header), segment.Length - header);
    }

    // A datagram without a checksum, or with bytes behind its end, can't be made again by cutting.
    private static FlowPacket ReadUdp(ReadOnlySpan<byte> packet, byte at)
    {
        ReadOnlySpan<byte> segment = packet[at..];
        if (segment.Length < Superframe.UdpHeader)
            return Unclear;
        bool isData = Number(segment[4..]) == segment.Length && segment.Length > Superframe.UdpHeader
            && Number(segment[Superframe.UdpChecksum..]) != 0;
        return new FlowPacket(
            isData ? FlowRole.Joinable : FlowRole.Single, false, false, at, (byte)(at + Superframe.UdpHeader), segment.Length - Superframe.UdpHeader);
    }

    private static ushort Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
