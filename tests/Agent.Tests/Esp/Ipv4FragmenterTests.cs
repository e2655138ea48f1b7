using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

/// <summary>RFC 791 section 3.2.</summary>
public sealed class Ipv4FragmenterTests
{
    private const ushort DontFragment = 0x4000;
    private const ushort MoreFragments = 0x2000;

    [Theory]
    [InlineData(1400, 1280)]
    [InlineData(1400, 576)]
    [InlineData(1401, 68)]
    [InlineData(1407, 1400)]
    [InlineData(65535, 1280)]
    [InlineData(65535, 28)]
    [InlineData(1400, 1400)] // fits
    [InlineData(20, 100)] // nothing but a header
    public void Fragments_fit_and_are_the_packet_again(int length, int mtu)
    {
        byte[] packet = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, length - 20));
        packet[1] = 0xB9;
        packet[5] = 77;
        List<byte[]> fragments = Cut(packet, mtu);
        Assert.All(fragments, f => Assert.InRange(f.Length, 20, mtu));
        Assert.All(fragments, f => Assert.Equal(0, Checksums.Of(f[..20])));
        Assert.All(fragments, f => Assert.Equal(packet[8..10], f[8..10]));
        Assert.All(fragments, f => Assert.Equal(packet[12..20], f[12..20]));
        Assert.All(fragments, f => Assert.Equal((packet[1], packet[5]), (f[1], f[5])));
        Assert.Equal(packet[20..], Joined(fragments, 0, moreBehind: false));
        Assert.All(fragments.SkipLast(1), f => Assert.Equal((mtu - 20) / 8 * 8, f.Length - 20)); // none shorter than need be
    }

    [Theory]
    [InlineData(0x2000)]
    [InlineData(0x2064)]
    [InlineData(0x0064)] // the last
    public void A_fragment_is_cut_again(ushort flagsAndOffset)
    {
        bool moreBehind = (flagsAndOffset & MoreFragments) != 0;
        byte[] packet = Packets.Ipv4(
            Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, moreBehind ? 1200 : 1201), flagsAndOffset);
        List<byte[]> fragments = Cut(packet, 500);
        Assert.Equal(3, fragments.Count);
        Assert.Equal(packet[20..], Joined(fragments, (flagsAndOffset & 0x1FFF) * 8, moreBehind));
    }

    [Fact]
    public void Only_the_first_fragment_has_the_options_that_are_not_copied()
    {
        byte[] packet = Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, Packets.Ports(1, 2, 800), options: 12);
        byte[] options = [0x07, 3, 4, 0x01, 0x83, 3, 4, 0x44, 4, 5, 0, 0]; // record route, NOP, source route, timestamp, end
        options.CopyTo(packet, 20);
        List<byte[]> fragments = Cut(packet, 500);
        Assert.Equal(2, fragments.Count);
        Assert.Equal(options, fragments[0][20..32]);
        Assert.Equal([1, 1, 1, 1, 0x83, 3, 4, 1, 1, 1, 1, 0], fragments[1][20..32]);
        Assert.All(fragments, f => Assert.Equal(0, Checksums.Of(f[..32])));
        Assert.Equal(packet[32..], Joined(fragments, 0, false));
    }

    [Fact]
    public void What_must_not_be_cut_or_can_not_is_refused()
    {
        byte[] packet = Packets.Out(1400);
        AssertRefused(packet, 27);
        AssertRefused(packet, 0);
        AssertRefused(packet, -1);
        AssertRefused(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, new byte[1000], DontFragment), 500);
        AssertRefused(Packets.In6(1400), 500);
        AssertRefused([], 500);
        AssertRefused(packet[..1399], 500);
        AssertRefused(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, new byte[1000], 0x1FFF), 500); // ends beyond 65535
        AssertRefused(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, new byte[1001], MoreFragments), 500); // no whole units

        Assert.Single(Cut(Packets.Ipv4(Packets.Site, Packets.Office, Packets.Udp, new byte[1000], DontFragment), 1020));
        Ipv4Fragmenter nothing = default;
        Assert.False(nothing.TryNext(new byte[100], out _));
    }

    [Fact]
    public void Hostile_bytes_never_throw_and_never_make_more_than_there_was()
    {
        Random random = new(791);
        byte[] bytes = new byte[400];
        byte[] fragment = new byte[500];
        int cut = 0;
        for (int i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)(0x40 | random.Next(16));
            bytes[2] = (byte)random.Next(2);
            bytes[6] = (byte)(random.Next(2) == 0 ? bytes[6] : 0);
            ReadOnlySpan<byte> packet = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            if (!Ipv4Fragmenter.TryBegin(packet, random.Next(450), out Ipv4Fragmenter fragmenter))
                continue;
            int payload = 0;
            int count = 0;
            while (fragmenter.TryNext(fragment, out int length))
            {
                int header = (fragment[0] & 0x0F) * 4;
                Assert.Equal(0, Checksums.Of(fragment[..header]));
                payload += length - header;
                count++;
            }

            Assert.Equal(BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) - ((packet[0] & 0x0F) * 4), payload);
            Assert.Equal(fragmenter.Count, count);
            cut += count > 1 ? 1 : 0;
        }

        Assert.InRange(cut, 1000, 100_000);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        byte[] packet = Packets.Out(1400);
        byte[] fragment = new byte[600];
        Assert.Equal(0, AllocationTests.AllocatedBy(() =>
        {
            if (!Ipv4Fragmenter.TryBegin(packet, 600, out Ipv4Fragmenter fragmenter))
                throw new InvalidOperationException();
            while (fragmenter.TryNext(fragment, out _))
            {
            }
        }));
    }

    private static List<byte[]> Cut(byte[] packet, int mtu)
    {
        Assert.True(Ipv4Fragmenter.TryBegin([.. packet, 1, 2, 3], mtu, out Ipv4Fragmenter fragmenter));
        List<byte[]> fragments = [];
        byte[] destination = new byte[fragmenter.Largest];
        while (fragmenter.TryNext(destination, out int length))
            fragments.Add(destination[..length]);
        Assert.Equal(fragmenter.Count, fragments.Count);
        Assert.Equal(fragmenter.Largest, fragments.Max(f => f.Length));
        return fragments;
    }

    private static byte[] Joined(List<byte[]> fragments, int offset, bool moreBehind)
    {
        List<byte> payload = [];
        for (int i = 0; i < fragments.Count; i++)
        {
            byte[] fragment = fragments[i];
            Assert.Equal(fragment.Length, BinaryPrimitives.ReadUInt16BigEndian(fragment.AsSpan(2)));
            ushort flagsAndOffset = BinaryPrimitives.ReadUInt16BigEndian(fragment.AsSpan(6));
            Assert.Equal(offset + payload.Count, (flagsAndOffset & 0x1FFF) * 8);
            Assert.Equal(moreBehind || i < fragments.Count - 1, (flagsAndOffset & MoreFragments) != 0);
            payload.AddRange(fragment[((fragment[0] & 0x0F) * 4)..]);
        }

        return [.. payload];
    }

    private static void AssertRefused(byte[] packet, int mtu) => Assert.False(Ipv4Fragmenter.TryBegin(packet, mtu, out _));
}
