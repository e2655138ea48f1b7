using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class WireReaderTests
{
    [Fact]
    public void Reads_big_endian_fields_in_order()
    {
        var reader = new WireReader(Hex.Bytes("01 0203 04050607 08090a0b0c0d0e0f"));

        Assert.True(reader.TryReadUInt8(out var octet));
        Assert.True(reader.TryReadUInt16(out var word));
        Assert.True(reader.TryReadUInt32(out var doubleWord));
        Assert.True(reader.TryReadUInt64(out var quadWord));

        Assert.Equal(0x01, octet);
        Assert.Equal(0x0203, word);
        Assert.Equal(0x04050607u, doubleWord);
        Assert.Equal(0x08090A0B0C0D0E0Ful, quadWord);
        Assert.True(reader.IsEnd);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Field_longer_than_what_is_left_is_refused_and_consumes_nothing(int left)
    {
        var reader = new WireReader(Hex.Run(1, left));

        Assert.Equal(left >= 1, new WireReader(Hex.Run(1, left)).TryReadUInt8(out _));
        Assert.False(reader.TryReadUInt64(out var quadWord));
        Assert.Equal(0ul, quadWord);
        Assert.Equal(left >= 4, new WireReader(Hex.Run(1, left)).TryReadUInt32(out _));
        Assert.False(reader.TryReadBytes(left + 1, out var bytes));
        Assert.True(bytes.IsEmpty);
        Assert.Equal(left, reader.Remaining);
        Assert.Equal(0, reader.Position);
    }

    [Fact]
    public void Refused_integers_are_zero()
    {
        var reader = new WireReader([]);

        Assert.False(reader.TryReadUInt8(out var octet));
        Assert.False(reader.TryReadUInt16(out var word));
        Assert.False(reader.TryReadUInt32(out var doubleWord));

        Assert.Equal(0u, octet + word + doubleWord);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    public void Impossible_counts_are_refused(int count)
    {
        var reader = new WireReader(Hex.Run(0, 4));

        Assert.False(reader.TryReadBytes(count, out _));
        Assert.False(reader.TryReadSub(count, out var sub));
        Assert.True(sub.IsEnd);
        Assert.Equal(4, reader.Remaining);
    }

    [Fact]
    public void Zero_octets_can_be_read_at_the_end()
    {
        var reader = new WireReader([]);

        Assert.True(reader.TryReadBytes(0, out var bytes));
        Assert.True(bytes.IsEmpty);
    }

    [Fact]
    public void Sub_reader_sees_only_its_field_and_reports_positions_of_the_whole()
    {
        var reader = new WireReader(Hex.Run(0, 10));
        reader.TryReadUInt16(out _);

        Assert.True(reader.TryReadSub(5, out var sub));
        Assert.Equal(2, sub.Position);
        Assert.Equal(5, sub.Remaining);
        Assert.Equal(7, reader.Position);
        Assert.False(sub.TryReadBytes(6, out _));

        sub.TryReadUInt8(out _);
        Assert.True(sub.TryReadSub(2, out var inner));
        Assert.Equal(3, inner.Position);
        Assert.True(inner.TryReadUInt16(out var value));
        Assert.Equal(0x0304, value);
    }

    [Fact]
    public void Rest_is_everything_left_and_nothing_the_second_time()
    {
        var reader = new WireReader(Hex.Run(1, 3));
        reader.TryReadUInt8(out _);

        Assert.Equal([2, 3], reader.ReadRest().ToArray());
        Assert.True(reader.IsEnd);
        Assert.True(reader.ReadRest().IsEmpty);
    }
}
