using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Holdfast.Esp;

/// <summary>
/// Compares the headers of two packets of TCP or UDP in place. The rules are those of the kernel's GRO (inet_gro_receive,
/// ipv6_gro_receive, tcp_gro_receive, udp_gro_receive_segment): what is joined can be cut again into what came.
/// </summary>
internal static class FlowHeaders
{
    private const int AddressesIpv4 = 12;
    private const int AddressesIpv6 = 8;
    private const int TcpOptions = 20;

    /// <summary>Source and destination port as one number, to look for a flow.</summary>
    public static uint Ports(ReadOnlySpan<byte> packet, int transport) => Read32(packet[transport..]);

    public static byte Protocol(ReadOnlySpan<byte> packet, int transport) =>
        packet[transport == FlowPacket.Ipv4Header ? 9 : 6];

    public static uint Sequence(ReadOnlySpan<byte> packet, int transport) =>
        BinaryPrimitives.ReadUInt32BigEndian(packet[(transport + 4)..]);

    /// <summary>Whether both are of one flow: addresses, protocol and ports.</summary>
    /// <param name="first">A packet with this offset of its transport header.</param>
    /// <param name="second">The same.</param>
    /// <param name="transport">Says the version too.</param>
    public static bool AreOfOneFlow(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int transport) =>
        Ports(first, transport) == Ports(second, transport)
        && Protocol(first, transport) == Protocol(second, transport)
        && Addresses(first, transport).SequenceEqual(Addresses(second, transport));

    /// <summary>Of two packets of one flow, whether everything is equal that a segment takes over from its superframe.</summary>
    /// <param name="first">The first packet of a group.</param>
    /// <param name="second">A packet with headers of the same length.</param>
    /// <param name="packet">Where things are in both.</param>
    /// <param name="place">How many segments after the first the second is.</param>
    public static bool Agree(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, FlowPacket packet, int place) =>
        (packet.Transport == FlowPacket.Ipv4Header ? Ipv4Agrees(first, second, place) : Ipv6Agrees(first, second))
        && (Protocol(first, packet.Transport) == Superframe.Udp
            || TcpAgrees(first[packet.Transport..packet.Headers], second[packet.Transport..packet.Headers]));

    /// <summary>Whether the checksums of headers and payload are right.</summary>
    public static bool AreIntact(ReadOnlySpan<byte> packet, int transport)
    {
        if (transport == FlowPacket.Ipv4Header && InternetChecksum.Of(packet[..transport]) != 0)
            return false;
        ReadOnlySpan<byte> segment = packet[transport..];
        return InternetChecksum.Fold(PseudoSum(packet, transport, segment.Length) + InternetChecksum.Sum(segment)) == 0;
    }

    /// <summary>The sum of the pseudo-header.</summary>
    public static ulong PseudoSum(ReadOnlySpan<byte> headers, int transport, int length) =>
        InternetChecksum.Sum(Addresses(headers, transport)) + Protocol(headers, transport) + (ulong)length;

    private static ReadOnlySpan<byte> Addresses(ReadOnlySpan<byte> packet, int transport) =>
        packet[(transport == FlowPacket.Ipv4Header ? AddressesIpv4 : AddressesIpv6)..transport];

    // Without DF the identification has to count up, as it does when a superframe is cut; with DF it has no meaning (RFC 6864).
    private static bool Ipv4Agrees(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int place) =>
        first[1] == second[1]
        && Read32(first[6..]) == Read32(second[6..]) // flags, TTL, protocol
        && ((first[6] & FlowPacket.DontFragment >> 8) != 0 || Number(second[4..]) == (ushort)(Number(first[4..]) + place));

    private static bool Ipv6Agrees(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        Read32(first) == Read32(second) // version, traffic class, flow label
        && first[7] == second[7];

    // All but ports, sequence number, PSH and checksum.
    private static bool TcpAgrees(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        Read32(first[8..]) == Read32(second[8..]) // acknowledgment
        && first[12] == second[12]
        && ((first[13] ^ second[13]) & ~FlowPacket.Push) == 0
        && Number(first[14..]) == Number(second[14..]) // window
        && Number(first[18..]) == Number(second[18..]) // urgent pointer
        && first[TcpOptions..].SequenceEqual(second[TcpOptions..]);

    private static uint Read32(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<uint>(bytes);

    private static ushort Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
