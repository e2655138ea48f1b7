using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp.Uplink;

public sealed class EcnMarkTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Only_packets_whose_ends_know_ECN_are_marked(byte codepoint, bool isMarked)
    {
        for (int dscp = 0; dscp < 256; dscp += 4)
        {
            byte[] ipv4 = Packets.Out();
            ipv4[1] = (byte)(dscp | codepoint);
            ipv4[4] = (byte)dscp;
            ipv4 = Checksums.Complete(ipv4);
            byte[] expected = [.. ipv4];
            expected[1] |= (byte)(isMarked ? 3 : 0);
            expected = Checksums.Complete(expected);
            Assert.Equal(isMarked, EcnMark.TrySet(ipv4));
            Assert.Equal(expected, ipv4);

            byte[] ipv6 = Packets.In6();
            (ipv6[0], ipv6[1]) = ((byte)(0x60 | (dscp >> 4)), (byte)(((dscp | codepoint) << 4) | 5));
            byte[] before = [.. ipv6];
            before[1] |= (byte)(isMarked ? 0x30 : 0);
            Assert.Equal(isMarked, EcnMark.TrySet(ipv6));
            Assert.Equal(before, ipv6);
        }
    }

    [Fact]
    public void What_is_no_packet_stays_as_it_is()
    {
        Assert.False(EcnMark.TrySet([]));
        Assert.False(EcnMark.TrySet(new byte[19].Fill(0x45)));
        Assert.False(EcnMark.TrySet(new byte[39].Fill(0x63)));
        Assert.False(EcnMark.TrySet(new byte[60].Fill(0x53)));
    }
}

file static class Filling
{
    public static byte[] Fill(this byte[] bytes, byte value)
    {
        Array.Fill(bytes, value);
        return bytes;
    }
}
