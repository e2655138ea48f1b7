using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire.Stream;

/// <summary>Lengths in a TCP stream (RFC 9329 section 3), whatever they say.</summary>
public sealed class StreamFrameTests
{
    [Fact]
    public void The_prefix_is_six_letters() => Assert.Equal([0x49, 0x4B, 0x45, 0x54, 0x43, 0x50], StreamFrame.Prefix.ToArray());

    [Theory]
    [InlineData(new byte[0], FrameKind.Partial, 0)]
    [InlineData(new byte[] { 0 }, FrameKind.Partial, 0)]
    [InlineData(new byte[] { 0, 0 }, FrameKind.Broken, 0)]
    [InlineData(new byte[] { 0, 1 }, FrameKind.Broken, 0)]
    [InlineData(new byte[] { 0, 1, 9 }, FrameKind.Broken, 0)]
    [InlineData(new byte[] { 0, 2 }, FrameKind.Whole, 0)]
    [InlineData(new byte[] { 0, 3 }, FrameKind.Partial, 0)]
    [InlineData(new byte[] { 0, 3, 0xFF }, FrameKind.Whole, 1)]
    [InlineData(new byte[] { 0, 4, 1, 2, 3, 4 }, FrameKind.Whole, 2)]
    [InlineData(new byte[] { 0xFF, 0xFF, 1, 2, 3, 4 }, FrameKind.Partial, 0)]
    public void The_length_counts_itself(byte[] bytes, FrameKind kind, int length)
    {
        Assert.Equal(kind, StreamFrame.Look(bytes, out int found));
        Assert.Equal(length, found);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(StreamFrame.Longest)]
    public void What_is_written_is_read_again(int length)
    {
        byte[] bytes = new byte[StreamFrame.LengthField + length];
        StreamFrame.WriteLength(bytes, length);

        Assert.Equal(FrameKind.Whole, StreamFrame.Look(bytes, out int found));
        Assert.Equal(length, found);
    }

    [Fact]
    public void What_no_length_can_say_is_misuse() =>
        Assert.Throws<OverflowException>(() => StreamFrame.WriteLength(new byte[2], StreamFrame.Longest + 1));
}
