using Holdfast.Esp;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class ExtendedSequenceTests
{
    private const ulong Rollover = 1UL << 32;
    private const ulong Window = 2048;

    [Fact]
    public void It_agrees_with_the_cases_of_rfc_4303_appendix_A()
    {
        Random random = new(4303);
        for (int step = 0; step < 1_000_000; step++)
        {
            ulong highest = Near(random, (ulong)random.Next(0, 4) * Rollover);
            uint low = random.Next(2) == 0 ? (uint)random.NextInt64(1L << 32) : (uint)Near(random, highest);
            bool found = ExtendedSequence.TryInfer(low, highest, out ulong sequence);
            ulong? expected = AppendixA(low, highest);
            if (found != expected.HasValue || (found && sequence != expected))
                Assert.Fail($"{low:x8} after {highest:x}: {expected:x}, not {sequence:x} ({found})");
        }
    }

    [Theory]
    [InlineData(0, 0, 0)] // window in the first subspace, which starts at 1
    [InlineData(1, 0, 1)]
    [InlineData(0x7FFF_FFFF, 0, 0x7FFF_FFFF)]
    [InlineData(0xFFFF_F7FF, 0, 0xFFFF_F7FF)]
    [InlineData(0xFFFF_F800, 2047, 0xFFFF_F800)]
    [InlineData(0, 2047, 0)]
    [InlineData(0, 2048, 0x1_0000_0000)] // left of the window: must be the next subspace
    [InlineData(5, 0xFFFF_FFFF, 0x1_0000_0005)]
    [InlineData(0xFFFF_FFFE, 0xFFFF_FFFF, 0xFFFF_FFFE)]
    [InlineData(0xFFFF_FFFF, 0x1_0000_0005, 0xFFFF_FFFF)] // window across the rollover
    [InlineData(0xFFFF_F806, 0x1_0000_0005, 0xFFFF_F806)]
    [InlineData(0xFFFF_F805, 0x1_0000_0005, 0x1_FFFF_F805)]
    [InlineData(6, 0x1_0000_0005, 0x1_0000_0006)]
    public void The_high_half_is_the_one_that_puts_the_number_in_or_right_of_the_window(
        uint low, ulong highest, ulong expected)
    {
        Assert.True(ExtendedSequence.TryInfer(low, highest, out ulong sequence));
        Assert.Equal(expected, sequence);
    }

    [Theory]
    [InlineData(0xFFFF_FFFF, 0)]
    [InlineData(0xFFFF_F801, 0)]
    [InlineData(0xFFFF_FFFF, 2046)]
    public void Numbers_before_the_first_are_none(uint low, ulong highest) =>
        Assert.False(ExtendedSequence.TryInfer(low, highest, out _));

    [Theory]
    [InlineData(0, ulong.MaxValue)]
    [InlineData(0xFFFF_F7FF, ulong.MaxValue)]
    public void Numbers_after_the_last_are_none(uint low, ulong highest) =>
        Assert.False(ExtendedSequence.TryInfer(low, highest, out _));

    /// <summary>Appendix A2.1 as written: Tl and Th of the highest number, W the window, Seql in, Seqh out.</summary>
    private static ulong? AppendixA(uint low, ulong highest)
    {
        uint tl = (uint)highest;
        uint th = (uint)(highest >> 32);
        long seqh;
        if (tl >= Window - 1)
            seqh = low >= tl - (uint)Window + 1 ? th : th + 1L;
        else
            seqh = low >= unchecked(tl - (uint)Window + 1) ? th - 1L : th;
        return seqh is < 0 or > uint.MaxValue ? null : (ulong)seqh << 32 | low;
    }

    private static ulong Near(Random random, ulong centre)
    {
        long offset = random.NextInt64(-2100, 2100);
        return offset < 0 && (ulong)-offset > centre ? (ulong)random.Next(5000) : centre + (ulong)offset;
    }
}
