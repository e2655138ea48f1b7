using System.Buffers.Binary;

namespace Holdfast.Esp;

/// <summary>"Congestion experienced" in an IP header (RFC 3168 section 5).</summary>
public static class EcnMark
{
    private const int NotCapable = 0;
    private const int Experienced = 3;

    /// <summary>Marks the packet; false when its ends don't know ECN. Nothing but the IPv4 header's checksum changes with it.</summary>
    public static bool TrySet(Span<byte> packet)
    {
        int version = InnerPacket.Version(packet);
        bool isReadable = version == 4 ? packet.Length >= 20 : version == 6 && packet.Length >= Ipv6Chain.FixedHeaderLength;
        if (!isReadable)
            return false;
        int shift = version == 4 ? 0 : 4; // IPv6: the traffic class begins in the first byte
        if (((packet[1] >> shift) & Experienced) == NotCapable)
            return false;

        ushort before = BinaryPrimitives.ReadUInt16BigEndian(packet);
        packet[1] |= (byte)(Experienced << shift);
        if (version == 4)
            Adjust(packet.Slice(10, 2), before, BinaryPrimitives.ReadUInt16BigEndian(packet));
        return true;
    }

    // RFC 1624 equation 3.
    private static void Adjust(Span<byte> checksum, ushort before, ushort after)
    {
        ulong sum = (ulong)(ushort)~BinaryPrimitives.ReadUInt16BigEndian(checksum) + (ushort)~before + after;
        BinaryPrimitives.WriteUInt16BigEndian(checksum, InternetChecksum.Fold(sum));
    }
}
