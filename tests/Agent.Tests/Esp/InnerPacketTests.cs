using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class InnerPacketTests
{
    public static TheoryData<byte, ushort?, ushort?> UpperLayers => new()
    {
        { Packets.Tcp, 1000, 2000 },
        { Packets.Udp, 1000, 2000 },
        { Packets.Sctp, 1000, 2000 },
        { 33, 1000, 2000 },
        { 136, 1000, 2000 },
        { Packets.Icmp, 1000, 1000 }, // type and code as one number, on both sides
        { Packets.IcmpV6, 1000, 1000 },
        { 135, 0x0700, 0x0700 }, // MIPv6: the type is the third byte
        { 47, null, null },
        { 50, null, null },
        { 51, null, null },
        { 59, null, null },
    };

    [Theory, MemberData(nameof(UpperLayers))]
    public void Protocol_and_ports_are_found_in_IPv4(byte protocol, ushort? source, ushort? destination)
    {
        byte[] payload = Payload(protocol);
        foreach (int options in new[] { 0, 4, 40 })
        {
            InnerPacket packet = Read(Packets.Ipv4(Packets.Site, Packets.Office, protocol, payload, options: options));
            Assert.Equal(IpAddress.Parse(Packets.Site), packet.Source);
            Assert.Equal(IpAddress.Parse(Packets.Office), packet.Destination);
            AssertUpper(packet, protocol, source, destination);
            Assert.Equal(20 + options + payload.Length, packet.Length);
        }
    }

    [Theory, MemberData(nameof(UpperLayers))]
    public void Protocol_and_ports_are_found_in_IPv6(byte protocol, ushort? source, ushort? destination)
    {
        InnerPacket packet = Read(Packets.Ipv6(Packets.Site6, Packets.Office6, protocol, Payload(protocol)));
        Assert.Equal(IpAddress.Parse(Packets.Site6), packet.Source);
        Assert.Equal(IpAddress.Parse(Packets.Office6), packet.Destination);
        AssertUpper(packet, protocol, source, destination);
    }

    [Theory]
    [InlineData(Packets.Tcp, 3)]
    [InlineData(Packets.Udp, 0)]
    [InlineData(Packets.Sctp, 2)]
    [InlineData(Packets.Icmp, 1)]
    [InlineData(135, 2)]
    public void Ports_that_are_cut_off_are_not_shown(byte protocol, int length)
    {
        Assert.Null(Read(Packets.Ipv4(Packets.Site, Packets.Office, protocol, new byte[length])).SourcePort);
        Assert.Null(Read(Packets.Ipv6(Packets.Site6, Packets.Office6, protocol, new byte[length])).DestinationPort);
    }

    [Theory]
    [InlineData(0x2000, true)] // first of several
    [InlineData(0x4000, true)] // don't fragment
    [InlineData(0x2001, false)]
    [InlineData(0x0001, false)]
    [InlineData(0x1000, false)]
    [InlineData(0x1FFF, false)]
    public void Only_the_first_IPv4_fragment_shows_ports(ushort fragment, bool shows)
    {
        InnerPacket packet = Read(
            Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1000, 2000), fragment));
        Assert.Equal(Packets.Udp, packet.Protocol);
        Assert.Equal(shows ? (ushort?)1000 : null, packet.SourcePort);
        Assert.Equal(shows ? (ushort?)2000 : null, packet.DestinationPort);
    }

    [Fact]
    public void Extension_headers_are_walked()
    {
        byte[] chain =
        [
            .. Extension(next: 60, units: 0),
            .. Extension(next: 43, units: 2),
            .. Extension(next: 44, units: 1),
            .. Fragment(next: 60, offset: 0),
            .. Extension(next: Packets.Tcp, units: 0),
            .. Packets.Ports(5, 6),
        ];
        InnerPacket packet = Read(Packets.Ipv6(Packets.Site6, Packets.Office6, 0, chain));
        AssertUpper(packet, Packets.Tcp, 5, 6);
    }

    [Fact]
    public void A_later_IPv6_fragment_shows_the_protocol_and_no_ports()
    {
        byte[] chain = [.. Extension(next: 44, units: 0), .. Fragment(Packets.Udp, offset: 8), .. Packets.Ports(5, 6)];
        InnerPacket packet = Read(Packets.Ipv6(Packets.Site6, Packets.Office6, 0, chain));
        AssertUpper(packet, Packets.Udp, null, null);
    }

    [Fact]
    public void More_than_eight_extension_headers_are_refused()
    {
        for (int count = 0; count < 40; count++)
        {
            byte[] chain = [];
            for (int i = 0; i < count; i++)
                chain = [.. Extension(i == 0 ? Packets.Udp : (byte)60, 0), .. chain];
            byte first = count == 0 ? Packets.Udp : (byte)60;
            byte[] packet = Packets.Ipv6(Packets.Site6, Packets.Office6, first, [.. chain, .. Packets.Ports(5, 6)]);
            Assert.Equal(count <= 8, InnerPacket.TryRead(packet, out _));
        }
    }

    [Fact]
    public void An_extension_header_that_is_cut_off_is_refused()
    {
        foreach (byte next in new byte[] { 0, 43, 44, 60 })
        {
            for (int length = 0; length < 8; length++)
                AssertRefused(next, new byte[length]);
        }

        byte[] beyond = Extension(Packets.Udp, units: 1)[..15];
        AssertRefused(60, beyond);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(61)]
    [InlineData(0xFFFF)]
    public void A_total_length_of_IPv4_that_does_not_fit_is_refused(ushort length)
    {
        byte[] packet = Packets.Out(60);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), length);
        Assert.False(InnerPacket.TryRead(packet, out _));
    }

    [Fact]
    public void A_header_length_of_IPv4_that_does_not_fit_is_refused()
    {
        byte[] packet = Packets.Out(40);
        for (int words = 0; words < 16; words++)
        {
            packet[0] = (byte)(0x40 | words);
            Assert.Equal(words is >= 5 and <= 10, InnerPacket.TryRead(packet, out _));
        }
    }

    [Fact]
    public void Truncation_at_every_length_is_refused()
    {
        foreach (byte[] packet in new[] { Packets.Out(60), Packets.In6(100) })
        {
            for (int length = 0; length < packet.Length; length++)
                Assert.False(InnerPacket.TryRead(packet.AsSpan(0, length), out _));
            Assert.True(InnerPacket.TryRead(packet, out _));
        }
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_claim_more_than_there_is()
    {
        Random random = new(791);
        byte[] bytes = new byte[200];
        for (int i = 0; i < 300_000; i++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)((random.Next(2) == 0 ? 0x40 : 0x60) | (bytes[0] & 0x0F));
            if (random.Next(2) == 0)
                bytes[4] = 0; // a payload length of IPv6 that may fit
            if (random.Next(2) == 0)
                bytes[6] = (byte)(random.Next(3) switch { 0 => 0, 1 => 43, _ => 60 });
            int length = random.Next(bytes.Length + 1);
            if (InnerPacket.TryRead(bytes.AsSpan(0, length), out InnerPacket packet))
                Assert.InRange(packet.Length, 20, length);
        }
    }

    private static InnerPacket Read(byte[] bytes)
    {
        Assert.True(InnerPacket.TryRead(bytes, out InnerPacket packet));
        Assert.Equal(bytes.Length, packet.Length);
        return packet;
    }

    private static void AssertRefused(byte next, byte[] payload) =>
        Assert.False(InnerPacket.TryRead(Packets.Ipv6(Packets.Site6, Packets.Office6, next, payload), out _));

    private static void AssertUpper(InnerPacket packet, byte protocol, ushort? source, ushort? destination) =>
        Assert.Equal((protocol, source, destination), (packet.Protocol, packet.SourcePort, packet.DestinationPort));

    private static byte[] Payload(byte protocol)
    {
        byte[] payload = Packets.Ports(1000, 2000);
        if (protocol == 135)
            payload[2] = 7;
        return payload;
    }

    private static byte[] Extension(byte next, byte units) => [next, units, .. new byte[6 + units * 8]];

    private static byte[] Fragment(byte next, int offset)
    {
        byte[] header = [next, 0, 0, 0, 1, 2, 3, 4];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(offset << 3 | 1));
        return header;
    }
}
