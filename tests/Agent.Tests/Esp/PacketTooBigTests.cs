using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

/// <summary>RFC 1191 section 4, RFC 4443 section 3.2; what is never answered: RFC 1122 section 3.2.2.</summary>
public sealed class PacketTooBigTests
{
    private const ushort DontFragment = 0x4000;

    [Theory]
    [InlineData(1400, 1280, 1280)]
    [InlineData(1400, 1399, 1399)]
    [InlineData(65535, 1280, 1280)]
    [InlineData(100, 50, 68)] // IPv4 knows no smaller MTU
    public void IPv4_with_DF_is_told_that_fragmentation_is_needed(int size, int mtu, int told)
    {
        byte[] packet = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, size - 20), DontFragment);
        byte[] answer = Answer([.. packet, 1, 2, 3], mtu)!;

        int quoted = Math.Min(size, 576 - 28);
        Assert.Equal(28 + quoted, answer.Length);
        Assert.Equal([0x45, 0, (byte)(answer.Length >> 8), (byte)answer.Length, 0, 0, 0x40, 0, 64, 1], answer[..10]);
        Assert.Equal(IpAddress.Parse(Packets.Office).ToArray(), answer[12..16]);
        Assert.Equal(IpAddress.Parse(Packets.Site).ToArray(), answer[16..20]);
        Assert.Equal(0, Checksums.Of(answer[..20]));
        Assert.Equal([3, 4], answer[20..22]);
        Assert.Equal([0, 0, (byte)(told >> 8), (byte)told], answer[24..28]);
        Assert.Equal(0, Checksums.Of(answer[20..]));
        Assert.Equal(packet[..quoted], answer[28..]);
    }

    [Theory]
    [InlineData(1400, 1300, 1300)]
    [InlineData(1281, 1000, 1280)] // IPv6 knows no smaller MTU
    [InlineData(65575, 1300, 1300)]
    public void IPv6_is_told_that_the_packet_is_too_big(int size, int mtu, int told)
    {
        byte[] packet = Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Udp, Packets.Ports(1, 2, size - 40));
        byte[] answer = Answer([.. packet, 1, 2, 3], mtu)!;

        Assert.Equal(1280, answer.Length);
        Assert.Equal([0x60, 0, 0, 0, 1240 >> 8, 1240 & 0xFF, 58, 64], answer[..8]);
        Assert.Equal(IpAddress.Parse(Packets.Office6).ToArray(), answer[8..24]);
        Assert.Equal(IpAddress.Parse(Packets.Site6).ToArray(), answer[24..40]);
        Assert.Equal([2, 0], answer[40..42]);
        Assert.Equal((uint)told, BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(44)));
        Assert.Equal(packet[..1232], answer[48..]);
        Assert.Equal(Checksums.Complete([.. answer]), answer);
    }

    [Theory]
    [InlineData(1280, 1280)]
    [InlineData(1280, 1279)]
    [InlineData(100, 50)]
    public void IPv6_up_to_1280_bytes_is_never_too_big(int size, int mtu) => Assert.Null(
        Answer(Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Udp, Packets.Ports(1, 2, size - 40)), mtu));

    [Theory]
    [InlineData(0x0000, 1000)] // may be fragmented
    [InlineData(0x2000, 1000)]
    [InlineData(0x4000, 1400)] // fits
    [InlineData(0x4001, 1000)] // a later fragment
    [InlineData(0x7FFF, 1000)]
    public void IPv4_that_may_be_cut_or_fits_or_goes_on_from_another_is_not_answered(ushort fragment, int mtu) => Assert.Null(
        Answer(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, 1380), fragment), mtu));

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(8, false)]
    [InlineData(11, true)]
    [InlineData(12, true)]
    [InlineData(13, false)]
    public void No_ICMP_error_is_answered(byte type, bool isError)
    {
        byte[] icmp = [type, .. new byte[1379]];
        byte[]? answer = Answer(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Icmp, icmp, DontFragment), 1000);
        Assert.Equal(isError, answer is null);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(127, true)]
    [InlineData(128, false)]
    [InlineData(129, false)]
    [InlineData(137, true)]
    public void No_ICMPv6_error_is_answered_also_behind_extension_headers(byte type, bool isError)
    {
        byte[] icmp = [type, .. new byte[1399]];
        byte[] options = [58, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(isError, Answer(Packets.Ipv6(Packets.Site6, Packets.Office6, 58, icmp), 1280) is null);
        Assert.Equal(isError, Answer(Packets.Ipv6(Packets.Site6, Packets.Office6, 60, [.. options, .. icmp]), 1280) is null);
    }

    [Fact]
    public void Of_IPv6_fragments_only_the_first_is_answered()
    {
        byte[] First(ushort offset) => Packets.Ipv6(
            Packets.Site6, Packets.Office6, 44, [Packets.Udp, 0, (byte)(offset >> 8), (byte)offset, 1, 2, 3, 4, .. new byte[1352]]);
        Assert.NotNull(Answer(First(1), 1280));
        Assert.Null(Answer(First(8 | 1), 1280));
    }

    [Theory]
    [InlineData("224.0.0.1", Packets.Site)]
    [InlineData("255.255.255.255", Packets.Site)]
    [InlineData("240.0.0.1", Packets.Site)]
    [InlineData("127.0.0.1", Packets.Site)]
    [InlineData("0.0.0.1", Packets.Site)]
    [InlineData("ff02::1", Packets.Site6)]
    [InlineData("::1", Packets.Site6)]
    [InlineData("::", Packets.Site6)]
    public void Nothing_from_or_to_what_is_no_single_host_is_answered(string odd, string host)
    {
        byte[] Between(string from, string to) => from.Contains(':')
            ? Packets.Ipv6(from, to, Packets.Udp, Packets.Ports(1, 2, 1400))
            : Packets.Ipv4(from, to, Packets.Udp, Packets.Ports(1, 2, 1400), DontFragment);
        Assert.Null(Answer(Between(odd, host), 1280));
        Assert.Null(Answer(Between(host, odd), 1280));
        Assert.NotNull(Answer(Between(host, host), 1280));
    }

    [Fact]
    public void Where_there_is_no_room_nothing_is_written()
    {
        byte[] answer = new byte[PacketTooBig.MostBytes - 1];
        byte[] packet = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, 1380), DontFragment);
        Assert.False(PacketTooBig.TryAnswer(packet, 1000, answer, out int length));
        Assert.Equal(0, length);
        Assert.All(answer, b => Assert.Equal(0, b));
    }

    [Fact]
    public void Hostile_bytes_never_throw()
    {
        Random random = new(1191);
        byte[] bytes = new byte[1500];
        byte[] answer = new byte[PacketTooBig.MostBytes];
        int answered = 0;
        for (int i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes.AsSpan(0, 100));
            bytes[0] = (byte)((random.Next(2) == 0 ? 0x40 : 0x60) | (bytes[0] & 0x0F));
            bytes[2] = (byte)random.Next(7);
            bytes[4] = (byte)random.Next(7);
            ReadOnlySpan<byte> packet = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            if (!PacketTooBig.TryAnswer(packet, random.Next(-100, 2000), answer, out int length))
                continue;
            Assert.InRange(length, 48, answer.Length);
            answered++;
        }

        Assert.InRange(answered, 100, 100_000);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Nothing_is_allocated(bool isIPv6)
    {
        byte[] answer = new byte[PacketTooBig.MostBytes];
        byte[] packet = isIPv6
            ? Packets.Ipv6(Packets.Site6, Packets.Office6, Packets.Udp, Packets.Ports(1, 2, 1360))
            : Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, 1380), DontFragment);
        Assert.Equal(0, AllocationTests.AllocatedBy(() =>
        {
            if (!PacketTooBig.TryAnswer(packet, 1280, answer, out _) || !TrafficClass.TryCombine(packet, 2))
                throw new InvalidOperationException();
        }));
    }

    private static byte[]? Answer(byte[] packet, int mtu)
    {
        byte[] answer = new byte[PacketTooBig.MostBytes + 1];
        answer[^1] = 0xEE;
        bool isAnswered = PacketTooBig.TryAnswer(packet, mtu, answer, out int length);
        Assert.Equal(0xEE, answer[^1]);
        return isAnswered ? answer[..length] : null;
    }
}
