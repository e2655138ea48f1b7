using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class WireWriterTests
{
    [Fact]
    public void Writes_big_endian_fields_in_order()
    {
        var buffer = new byte[20];
        var writer = new WireWriter(buffer);

        writer.WriteUInt8(0x01);
        writer.WriteUInt16(0x0203);
        writer.WriteUInt32(0x04050607);
        writer.WriteUInt64(0x08090A0B0C0D0E0F);
        writer.WriteBytes([0x10, 0x11]);

        Assert.Equal(17, writer.Position);
        Assert.Equal(Hex.Run(1, 17), writer.Written.ToArray());
        Assert.Equal([0, 0, 0], buffer[17..]);
    }

    [Fact]
    public void Zeros_overwrite_what_was_in_the_buffer()
    {
        var buffer = Hex.Run(0xF0, 4);
        var writer = new WireWriter(buffer);

        writer.WriteZeros(3);

        Assert.Equal([0, 0, 0, 0xF3], buffer);
    }

    [Fact]
    public void Reserved_octets_are_the_callers_to_fill()
    {
        var writer = new WireWriter(new byte[4]);

        writer.WriteUInt8(1);
        writer.Reserve(2).Fill(0xAA);
        writer.WriteUInt8(2);

        Assert.Equal([1, 0xAA, 0xAA, 2], writer.Written.ToArray());
    }

    [Theory]
    [InlineData(0, "0003 aabbcc")]
    [InlineData(2, "0005 aabbcc")]
    [InlineData(4, "0007 aabbcc")]
    public void Length_counts_what_follows_and_what_it_is_told_to(int counted, string expected)
    {
        var writer = new WireWriter(new byte[16]);

        var mark = writer.BeginLength16(counted);
        writer.WriteBytes([0xAA, 0xBB, 0xCC]);
        writer.EndLength16(mark);

        Assert.Equal(Hex.Bytes(expected), writer.Written.ToArray());
    }

    [Fact]
    public void Lengths_nest()
    {
        var writer = new WireWriter(new byte[16]);

        var outer = writer.BeginLength16(2);
        writer.WriteUInt8(9);
        var inner = writer.BeginLength16();
        writer.WriteUInt16(0xABCD);
        writer.EndLength16(inner);
        writer.EndLength16(outer);

        Assert.Equal(Hex.Bytes("0007 09 0002 abcd"), writer.Written.ToArray());
    }

    [Fact]
    public void Length_reaches_65535_and_no_further()
    {
        var full = new WireWriter(new byte[70_000]);
        var mark = full.BeginLength16(2);
        full.WriteZeros(ushort.MaxValue - 2);
        full.EndLength16(mark);
        Assert.Equal([0xFF, 0xFF], full.Written[..2].ToArray());

        Assert.Throws<ArgumentException>(() =>
        {
            var writer = new WireWriter(new byte[70_000]);
            var tooLong = writer.BeginLength16(2);
            writer.WriteZeros(ushort.MaxValue - 1);
            writer.EndLength16(tooLong);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Overflow_is_an_argument_exception(int room)
    {
        Assert.Throws<ArgumentException>(() => new WireWriter(new byte[room]).WriteUInt64(1));
        Assert.Throws<ArgumentException>(() => new WireWriter(new byte[room]).WriteBytes(new byte[room + 1]));
        Assert.Throws<ArgumentException>(() => new WireWriter(new byte[room]).WriteZeros(room + 1));
        Assert.Throws<ArgumentException>(() => new WireWriter(new byte[room]).Reserve(-1));
    }

    [Fact]
    public void Full_buffer_takes_no_more_and_keeps_what_it_has()
    {
        var writer = new WireWriter(new byte[2]);
        writer.WriteUInt16(0x0102);
        var refused = false;
        try
        {
            writer.WriteUInt8(3);
        }
        catch (ArgumentException)
        {
            refused = true;
        }

        Assert.True(refused);
        Assert.Equal([1, 2], writer.Written.ToArray());
    }
}
