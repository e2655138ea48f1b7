using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>What transport mode carries of an IP packet: all behind its header (RFC 4303 section 3.1.1).</summary>
public static class TransportPayload
{
    private const int Ipv4HeaderLength = 20;
    private const int MoreFragmentsAndOffset = 0x3FFF;

    /// <summary>
    /// Splits a packet from us to the peer. False for a fragment, which transport mode must not carry (RFC 4301 section
    /// 4.1), and for IPv4 options and IPv6 extension headers, which the far end would not get back.
    /// </summary>
    /// <param name="packet">One whole IP packet.</param>
    /// <param name="headerLength">Of the IP header.</param>
    /// <param name="protocol">Of what follows it.</param>
    public static bool TrySplit(ReadOnlySpan<byte> packet, out int headerLength, out byte protocol)
    {
        bool isIpv4 = InnerPacket.Version(packet) == 4;
        headerLength = isIpv4 ? Ipv4HeaderLength : Ipv6Chain.FixedHeaderLength;
        protocol = packet[isIpv4 ? 9 : 6];
        return isIpv4
            ? packet[0] == 0x45 && (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & MoreFragmentsAndOffset) == 0
            : !Ipv6Chain.IsExtension(protocol);
    }
}
