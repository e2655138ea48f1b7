using System.Buffers.Binary;
using System.Net;

namespace Holdfast.Tests;

/// <summary>An IPv4 packet with a UDP datagram, built and taken apart by hand.</summary>
internal static class UdpPacket
{
    private const int IpHeader = 20, UdpHeader = 8;

    /// <summary>Without a UDP checksum, which IPv4 allows.</summary>
    public static byte[] Build(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> payload)
    {
        var packet = new byte[IpHeader + UdpHeader + payload.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = 17;
        source.Address.TryWriteBytes(packet.AsSpan(12), out _);
        destination.Address.TryWriteBytes(packet.AsSpan(16), out _);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, IpHeader)));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(20), (ushort)source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(22), (ushort)destination.Port);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(24), (ushort)(UdpHeader + payload.Length));
        payload.CopyTo(packet.AsSpan(IpHeader + UdpHeader));
        return packet;
    }

    public static IPAddress Destination(ReadOnlySpan<byte> packet) => new(packet.Slice(16, 4));

    public static IPAddress Source(ReadOnlySpan<byte> packet) => new(packet.Slice(12, 4));

    public static bool HasDontFragment(ReadOnlySpan<byte> packet) => (packet[6] & 0x40) != 0;

    public static ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> packet) => packet[(IpHeader + UdpHeader)..];

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
