using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Tests.Esp.Support;

/// <summary>IP packets by hand.</summary>
internal static class Packets
{
    public const byte Icmp = 1;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte IcmpV6 = 58;
    public const byte Sctp = 132;

    public const string Site = "10.1.0.7";
    public const string Office = "192.168.9.20";
    public const string Site6 = "2001:db8:1::7";
    public const string Office6 = "2001:db8:9::20";

    /// <summary>An IPv4 UDP packet from the site to the office, <paramref name="length"/> bytes in all.</summary>
    public static byte[] Out(int length = 84) => Sized(Site, Office, length);

    /// <summary>The same from the office to the site.</summary>
    public static byte[] In(int length = 84) => Sized(Office, Site, length);

    public static byte[] In6(int length = 104) => Ipv6(Office6, Site6, Udp, Ports(1000, 2000, length - 40));

    /// <param name="fragment">Flags and offset.</param>
    /// <param name="options">Bytes of options, a multiple of four.</param>
    public static byte[] Ipv4(
        string from, string to, byte protocol, byte[] payload, ushort fragment = 0, int options = 0)
    {
        int header = 20 + options;
        byte[] packet = [.. new byte[header], .. payload];
        packet[0] = (byte)(0x40 | header / 4);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), fragment);
        packet[8] = 64;
        packet[9] = protocol;
        IpAddress.Parse(from).Write(packet.AsSpan(12));
        IpAddress.Parse(to).Write(packet.AsSpan(16));
        return packet;
    }

    /// <param name="payload">Extension headers included.</param>
    public static byte[] Ipv6(string from, string to, byte nextHeader, byte[] payload)
    {
        byte[] packet = [.. new byte[40], .. payload];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)payload.Length);
        packet[6] = nextHeader;
        packet[7] = 64;
        IpAddress.Parse(from).Write(packet.AsSpan(8));
        IpAddress.Parse(to).Write(packet.AsSpan(24));
        return packet;
    }

    /// <summary>The start of TCP, UDP or SCTP: two ports, then counting bytes.</summary>
    public static byte[] Ports(ushort source, ushort destination, int length = 8)
    {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++)
            payload[i] = (byte)i;
        if (length >= 4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, source);
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), destination);
        }

        return payload;
    }

    private static byte[] Sized(string from, string to, int length) =>
        Ipv4(from, to, Udp, Ports(1000, 2000, length - 20));
}
