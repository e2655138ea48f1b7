using System.Buffers.Binary;
using Holdfast.Platform.Interop;

namespace Holdfast.Platform;

/// <summary>Echo request and reply: type, code, checksum, identifier, sequence number, data (RFC 792, RFC 4443 section 4).</summary>
public static class IcmpEcho
{
    public const int HeaderLength = 8;

    private const int LeastIPv4Header = 20;

    /// <summary>Returns the length. The checksum of an ICMPv6 message is the kernel's to fill in (RFC 3542 section 3.1).</summary>
    public static int WriteRequest(Span<byte> message, bool isIPv6, ushort identifier, ushort sequence, ReadOnlySpan<byte> data)
    {
        message = message[..(HeaderLength + data.Length)];
        message[0] = (byte)(isIPv6 ? IcmpFilters.ICMPV6_ECHO_REQUEST : IcmpFilters.ICMP_ECHO);
        message[1..4].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], sequence);
        data.CopyTo(message[HeaderLength..]);
        if (!isIPv6) BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(message));
        return message.Length;
    }

    /// <summary>
    /// What a socket received, of IPv4 mostly with the packet's header; the kernel has checked the checksum of an ICMPv6 message,
    /// of an ICMP message we do. False: it is no reply to a request with this identifier and data.
    /// </summary>
    public static bool TryReadReply(
        ReadOnlySpan<byte> packet, bool isIPv6, bool hasHeader, ushort identifier, ReadOnlySpan<byte> data, out ushort sequence)
    {
        sequence = 0;
        int header = !hasHeader || packet.IsEmpty ? 0 : (packet[0] & 0x0F) * 4;
        if (packet.Length < header + HeaderLength || (hasHeader && header < LeastIPv4Header)) return false;
        ReadOnlySpan<byte> message = packet[header..];
        sequence = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        return message[0] == (isIPv6 ? IcmpFilters.ICMPV6_ECHO_REPLY : IcmpFilters.ICMP_ECHOREPLY)
            && message[1] == 0
            && BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == identifier
            && message[HeaderLength..].SequenceEqual(data)
            && (isIPv6 || Checksum(message) == 0);
    }

    /// <summary>RFC 1071; 0 over a message that has a right one.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> message)
    {
        uint sum = 0;
        for (int i = 0; i < message.Length; i++) sum += i % 2 == 0 ? (uint)message[i] << 8 : message[i];
        while (sum > ushort.MaxValue) sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
