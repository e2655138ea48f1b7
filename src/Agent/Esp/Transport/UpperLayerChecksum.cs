using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>
/// Checksums that cover the IP addresses. In transport mode behind a NAT the peer computed them over other addresses than
/// the ones that our side has (RFC 7296 section 2.23.1, RFC 3948 section 3.1.2). So they are computed anew, NAT or not:
/// that the payload is what the peer sent is shown by the ICV.
/// </summary>
internal static class UpperLayerChecksum
{
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte IcmpV6 = 58;
    private const int UdpHeaderLength = 8;
    private const int Ipv6AddressesLength = 32;

    /// <param name="addresses">Source and destination, of IPv4 or IPv6.</param>
    /// <param name="protocol">What the segment is; others than TCP, UDP and ICMPv6 stay as they are.</param>
    /// <param name="segment">The payload of the IP packet; left alone when it is cut off.</param>
    public static void Renew(ReadOnlySpan<byte> addresses, byte protocol, Span<byte> segment)
    {
        switch (protocol)
        {
            case Tcp when segment.Length >= 20:
                Write(addresses, protocol, segment, 16);
                break;
            case Udp when segment.Length >= UdpHeaderLength:
                RenewUdp(addresses, segment);
                break;
            case IcmpV6 when segment.Length >= 4 && addresses.Length == Ipv6AddressesLength:
                Write(addresses, protocol, segment, 2);
                break;
        }
    }

    // Zero means that the sender computed none (RFC 768, RFC 6935). What is behind the length in the header is not UDP's.
    private static void RenewUdp(ReadOnlySpan<byte> addresses, Span<byte> segment)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(segment[4..]);
        if (length < UdpHeaderLength || length > segment.Length || BinaryPrimitives.ReadUInt16BigEndian(segment[6..]) == 0)
            return;
        Write(addresses, Udp, segment[..length], 6);
        if (BinaryPrimitives.ReadUInt16BigEndian(segment[6..]) == 0)
            BinaryPrimitives.WriteUInt16BigEndian(segment[6..], 0xFFFF);
    }

    private static void Write(ReadOnlySpan<byte> addresses, byte protocol, Span<byte> segment, int at)
    {
        BinaryPrimitives.WriteUInt16BigEndian(segment[at..], 0);
        ulong pseudoHeader = InternetChecksum.Sum(addresses) + protocol + (ulong)segment.Length;
        BinaryPrimitives.WriteUInt16BigEndian(segment[at..], InternetChecksum.Fold(pseudoHeader + InternetChecksum.Sum(segment)));
    }
}
