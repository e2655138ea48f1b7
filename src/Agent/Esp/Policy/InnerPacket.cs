using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>What traffic selectors look at in an IP packet (RFC 4301 section 4.4.1.1), and its length.</summary>
/// <param name="Source">Source address.</param>
/// <param name="Destination">Destination address.</param>
/// <param name="Protocol">Of the payload, behind IPv6 extension headers.</param>
/// <param name="SourcePort">Null when the packet shows none; for ICMP type and code, for MIPv6 the type.</param>
/// <param name="DestinationPort">The same; for ICMP and MIPv6 equal to the source port.</param>
/// <param name="Length">Bytes by the IP header; never more than were there.</param>
public readonly record struct InnerPacket(
    IpAddress Source,
    IpAddress Destination,
    byte Protocol,
    ushort? SourcePort,
    ushort? DestinationPort,
    int Length)
{
    private const int Ipv4MinimumLength = 20;

    /// <summary>4 or 6 by the first byte; 0 for no byte.</summary>
    public static int Version(ReadOnlySpan<byte> packet) => packet.IsEmpty ? 0 : packet[0] >> 4;

    /// <summary>False unless it starts with a whole IPv4 or IPv6 packet; more behind that is allowed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out InnerPacket packet)
    {
        packet = default;
        return Version(bytes) switch
        {
            4 => TryReadIpv4(bytes, out packet),
            6 => TryReadIpv6(bytes, out packet),
            _ => false,
        };
    }

    private static bool TryReadIpv4(ReadOnlySpan<byte> bytes, out InnerPacket packet)
    {
        packet = default;
        if (bytes.Length < Ipv4MinimumLength)
            return false;
        int headerLength = (bytes[0] & 0x0F) * 4;
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (headerLength < Ipv4MinimumLength || length < headerLength || length > bytes.Length)
            return false;

        bool isFirstFragment = (BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x1FFF) == 0;
        UpperLayer upper = new(bytes[9], isFirstFragment ? bytes[headerLength..length] : default);
        packet = Make(upper, bytes.Slice(12, IpAddress.Ipv4Length), bytes.Slice(16, IpAddress.Ipv4Length), length);
        return true;
    }

    private static bool TryReadIpv6(ReadOnlySpan<byte> bytes, out InnerPacket packet)
    {
        packet = default;
        if (bytes.Length < Ipv6Chain.FixedHeaderLength)
            return false;
        int length = Ipv6Chain.FixedHeaderLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (length > bytes.Length || !Ipv6Chain.TryWalk(bytes[..length], out UpperLayer upper))
            return false;

        packet = Make(upper, bytes.Slice(8, IpAddress.Ipv6Length), bytes.Slice(24, IpAddress.Ipv6Length), length);
        return true;
    }

    private static InnerPacket Make(
        UpperLayer upper, ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, int length)
    {
        IpAddress.TryRead(source, out IpAddress from);
        IpAddress.TryRead(destination, out IpAddress to);
        (ushort? sourcePort, ushort? destinationPort) = upper.Ports();
        return new InnerPacket(from, to, upper.Protocol, sourcePort, destinationPort, length);
    }
}
