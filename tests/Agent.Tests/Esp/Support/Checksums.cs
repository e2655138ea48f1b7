using System.Buffers.Binary;

namespace Holdfast.Tests.Esp.Support;

/// <summary>The Internet checksum by hand: one's complement additions, word by word (RFC 1071).</summary>
internal static class Checksums
{
    public static ushort Of(byte[] bytes)
    {
        byte[] even = bytes.Length % 2 == 0 ? bytes : [.. bytes, 0];
        int sum = 0;
        for (int i = 0; i < even.Length; i += 2)
        {
            sum += (even[i] << 8) | even[i + 1];
            if (sum > 0xFFFF)
                sum -= 0xFFFF;
        }

        return (ushort)(0xFFFF - sum);
    }

    /// <summary>Writes the checksum of TCP, UDP or ICMPv6 over the addresses that the packet itself has.</summary>
    public static byte[] Complete(byte[] packet)
    {
        bool isIpv4 = packet[0] >> 4 == 4;
        byte protocol = packet[isIpv4 ? 9 : 6];
        byte[] segment = packet[(isIpv4 ? 20 : 40)..];
        int at = protocol switch { Packets.Tcp => 16, Packets.Udp => 6, _ => 2 };
        segment[at] = segment[at + 1] = 0;
        if (protocol == Packets.Udp)
            BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(4), (ushort)segment.Length);
        byte[] addresses = isIpv4 ? packet[12..20] : packet[8..40];
        ushort sum = Of([.. addresses, 0, protocol, (byte)(segment.Length >> 8), (byte)segment.Length, .. segment]);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(at), sum == 0 && protocol == Packets.Udp ? (ushort)0xFFFF : sum);
        byte[] complete = [.. packet[..^segment.Length], .. segment];
        if (isIpv4)
            CompleteHeader(complete);
        return complete;
    }

    private static void CompleteHeader(byte[] packet)
    {
        packet[10] = packet[11] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Of(packet[..20]));
    }
}
