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
    public static uint Ports(ReadOnlySpan<byte> packet, FlowPacket shape) => Read32(packet[shape.Transport..]);

    public static uint Sequence(ReadOnlySpan<byte> packet, FlowPacket shape) =>
        BinaryPrimitives.ReadUInt32BigEndian(packet[(shape.Transport + 4)..]);

    public static bool HaveSameAddresses(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, FlowPacket shape) => shape.IsIpv4
        ? MemoryMarshal.Read<ulong>(first[AddressesIpv4..]) == MemoryMarshal.Read<ulong>(second[AddressesIpv4..])
        : Addresses(first, shape).SequenceEqual(Addresses(second, shape));

    /// <summary>Of two packets of one flow, whether everything is equal that a segment takes over from its superframe.</summary>
    /// <param name="first">The first packet of a group.</param>
    /// <param name="second">A packet with headers of the same length.</param>
    /// <param name="shape">Where things are in both.</param>
    /// <param name="place">How many segments after the first the second is.</param>
    public static bool Agree(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, FlowPacket shape, int place) =>
        (shape.IsIpv4 ? Ipv4Agrees(first, second, place) : Ipv6Agrees(first, second))
        && (!shape.IsTcp || TcpAgrees(first[shape.Transport..shape.Headers], second[shape.Transport..shape.Headers]));

    /// <summary>Whether the checksums of headers and payload are right.</summary>
    public static bool AreIntact(ReadOnlySpan<byte> packet, FlowPacket shape)
    {
        if (shape.IsIpv4 && InternetChecksum.Of(packet[..FlowPacket.Ipv4Header]) != 0)
            return false;
        int addresses = shape.IsIpv4 ? AddressesIpv4 : AddressesIpv6; // the segment is next to them
        ulong sum = InternetChecksum.Sum(packet[addresses..]) + Protocol(shape) + (ulong)(packet.Length - shape.Transport);
        return InternetChecksum.Fold(sum) == 0;
    }

    /// <summary>The sum of the pseudo-header.</summary>
    public static ulong PseudoSum(ReadOnlySpan<byte> headers, FlowPacket shape, int length) =>
        InternetChecksum.Sum(Addresses(headers, shape)) + Protocol(shape) + (ulong)length;

    private static ulong Protocol(FlowPacket shape) => shape.IsTcp ? Superframe.Tcp : Superframe.Udp;

    private static ReadOnlySpan<byte> Addresses(ReadOnlySpan<byte> packet, FlowPacket shape) =>
        packet[(shape.IsIpv4 ? AddressesIpv4 : AddressesIpv6)..shape.Transport];

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
