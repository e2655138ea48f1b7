using System.Buffers.Binary;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

/// <summary>RFC 6040, RFC 4301 section 5.1.2.</summary>
public sealed class TrafficClassTests
{
    private const byte Dscp = 46 << 2;
    private const int NotEct = 0;
    private const int Ect1 = 1;
    private const int Ect0 = 2;
    private const int Ce = 3;
    private const int Drop = -1;

    /// <summary>Figure 4: inner, then what becomes of it as the outer is Not-ECT, ECT(0), ECT(1), CE.</summary>
    public static TheoryData<int, int[]> Figure4 => new()
    {
        { NotEct, [NotEct, NotEct, NotEct, Drop] },
        { Ect0, [Ect0, Ect0, Ect1, Ce] },
        { Ect1, [Ect1, Ect1, Ect1, Ce] },
        { Ce, [Ce, Ce, Ce, Ce] },
    };

    [Theory, MemberData(nameof(Figure4))]
    public void The_outer_ECN_is_combined_with_the_inner_one(int inner, int[] expected)
    {
        int[] outers = [NotEct, Ect0, Ect1, Ce];
        foreach (bool isIPv6 in new[] { false, true })
        {
            for (int i = 0; i < outers.Length; i++)
            {
                byte[] packet = With(isIPv6, (byte)(Dscp | inner));
                byte[] unchanged = [.. packet];
                byte outer = (byte)(0x28 | outers[i]); // another DSCP
                Assert.Equal(expected[i] != Drop, TrafficClass.TryCombine(packet, outer));
                byte[] wanted = expected[i] == Drop ? unchanged : With(isIPv6, (byte)(Dscp | expected[i]));
                Assert.Equal(wanted, packet);
            }
        }
    }

    [Fact]
    public void Every_octet_is_read_and_written_and_the_header_checksum_stays_right()
    {
        for (int before = 0; before < 256; before++)
        {
            foreach (bool isIPv6 in new[] { false, true })
            {
                byte[] packet = With(isIPv6, (byte)before);
                Assert.Equal(before, TrafficClass.Of(packet));
                for (int after = 0; after < 256; after += 5)
                {
                    TrafficClass.Set(packet, (byte)after);
                    Assert.Equal(With(isIPv6, (byte)after), packet);
                }
            }
        }
    }

    [Fact]
    public void A_wrong_header_checksum_stays_wrong()
    {
        byte[] packet = With(false, Ect0);
        packet[11] ^= 1;
        Assert.True(TrafficClass.TryCombine(packet, Ce));
        Assert.Equal(Ce, packet[1]);
        Assert.NotEqual(0, Checksums.Of(packet[..20]));
    }

    [Fact]
    public void What_is_no_IP_packet_is_left_alone()
    {
        Random random = new(6040);
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = new byte[random.Next(48)];
            random.NextBytes(bytes);
            byte[] before = [.. bytes];
            TrafficClass.TryCombine(bytes, (byte)random.Next(256));
            TrafficClass.Of(bytes);
            if (bytes.Length < 12 || bytes[0] >> 4 is not (4 or 6))
                Assert.Equal(before, bytes);
        }
    }

    [Theory]
    [InlineData(Ect0, Ce, Ce)]
    [InlineData(Ect0, NotEct, Ect0)]
    [InlineData(NotEct, Ce, Drop)]
    public void A_packet_that_was_opened_brings_it_in(int inner, int outer, int expected)
    {
        ChildSaSpec spec = Child.Spec();
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);
        byte[] sent = peer.Carry(1, Checksummed(Packets.In(), (byte)(Dscp | inner)));

        bool isAccepted = path.Inbound.TryAccept(sent, 0, sent.Length, (byte)outer, Child.Now, out SlabRange range, out DropReason reason);

        Assert.Equal(expected != Drop, isAccepted);
        Assert.Equal(expected == Drop ? DropReason.CongestionLost : DropReason.None, reason);
        Assert.Equal(expected == Drop ? 1 : 0, path.Inbound.Drops[DropReason.CongestionLost]);
        if (isAccepted)
            Assert.Equal(Checksummed(Packets.In(), (byte)(Dscp | expected)), range.Of(sent).ToArray());
    }

    [Fact]
    public void In_transport_mode_the_outer_header_is_the_packets_own()
    {
        ChildSaSpec spec = TwoHosts.Describe(EspAlgorithm.Aes128Gcm16, false, IpFamily.IPv4);
        using Oracle peer = Child.Peer(spec);
        using DataPath path = new();
        path.Install(spec);
        byte[] sent = peer.Carry(1, Packets.In()[20..], Packets.Udp);
        Assert.True(path.Inbound.TryAccept(sent, 0, sent.Length, Dscp | Ce, Child.Now, out SlabRange range, out _));
        Assert.Equal(Dscp | Ce, TrafficClass.Of(range.Of(sent)));
        Assert.Equal(0, Checksums.Of(range.Of(sent)[..20].ToArray()));
    }

    private static byte[] With(bool isIPv6, byte value) => Checksummed(isIPv6 ? Packets.In6() : Packets.Out(), value);

    private static byte[] Checksummed(byte[] packet, byte value)
    {
        if (packet[0] >> 4 == 6)
        {
            packet[0] = (byte)(0x60 | value >> 4);
            packet[1] = (byte)(value << 4 | 0x0B); // a part of the flow label
            return packet;
        }

        packet[1] = value;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksums.Of([.. packet[..10], 0, 0, .. packet[12..20]]));
        return packet;
    }
}
