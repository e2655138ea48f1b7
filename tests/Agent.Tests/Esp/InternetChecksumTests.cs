using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class InternetChecksumTests
{
    [Fact]
    public void Every_length_at_every_alignment_is_what_it_is_by_hand()
    {
        byte[] bytes = Superframes.Bytes(new Random(1071), 400);
        for (int offset = 0; offset < 9; offset++)
        {
            for (int length = 0; length <= bytes.Length - offset; length++)
            {
                ReadOnlySpan<byte> range = bytes.AsSpan(offset, length);
                ushort expected = Checksums.Of(range.ToArray());
                Assert.Equal(expected, InternetChecksum.Of(range));
                byte[] copy = new byte[length + 3];
                Assert.Equal(InternetChecksum.Sum(range), InternetChecksum.CopyAndSum(range, copy));
                Assert.Equal([.. range, 0, 0, 0], copy);
            }
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void The_largest_packet_does_not_overflow(byte value)
    {
        byte[] bytes = new byte[65_535];
        Array.Fill(bytes, value);
        Assert.Equal(Checksums.Of(bytes), InternetChecksum.Of(bytes));
        Assert.Equal(value == 0 ? 0xFFFF : 0x00FF, InternetChecksum.Of(bytes));
    }

    [Fact]
    public void The_example_of_RFC_1071_adds_up()
    {
        Assert.Equal(0xDDF2u, InternetChecksum.Sum([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]));
    }

    [Fact]
    public void A_copy_needs_room()
    {
        Assert.ThrowsAny<ArgumentException>(() => InternetChecksum.CopyAndSum(new byte[64], new byte[63]));
    }
}
