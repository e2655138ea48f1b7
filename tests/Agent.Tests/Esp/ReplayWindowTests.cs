using Holdfast.Esp;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class ReplayWindowTests
{
    private readonly ReplayWindow _window = new();

    [Fact]
    public void Zero_is_never_fresh()
    {
        Assert.Equal(ReplayVerdict.TooOld, _window.Check(0));
        _window.Commit(5);
        Assert.Equal(ReplayVerdict.TooOld, _window.Check(0));
    }

    [Fact]
    public void Checking_changes_nothing()
    {
        for (int i = 0; i < 3; i++)
            Assert.Equal(ReplayVerdict.Fresh, _window.Check(1_000_000));
        Assert.Equal(0u, _window.Highest);
        Assert.Equal(ReplayVerdict.Fresh, _window.Check(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(1_000_003)]
    [InlineData(0xFFFF_FFFF)]
    [InlineData(0x1_0000_0000)]
    [InlineData(long.MaxValue)]
    public void The_window_is_exactly_2048_wide(long highest)
    {
        ulong top = (ulong)highest;
        _window.Commit(top);
        Assert.Equal(ReplayVerdict.Duplicate, _window.Check(top));
        for (ulong back = 1; back < 2048; back++)
            Assert.Equal(back < top ? ReplayVerdict.Fresh : ReplayVerdict.TooOld, _window.Check(Back(top, back)));
        for (ulong back = 2048; back < 5000; back++)
            Assert.Equal(ReplayVerdict.TooOld, _window.Check(Back(top, back)));
        for (ulong ahead = 1; ahead < 5000; ahead++)
            Assert.Equal(ReplayVerdict.Fresh, _window.Check(top + ahead));
    }

    [Fact]
    public void The_highest_number_of_all_can_be_reached()
    {
        _window.Commit(ulong.MaxValue);
        Assert.Equal(ReplayVerdict.Duplicate, _window.Check(ulong.MaxValue));
        Assert.Equal(ReplayVerdict.Fresh, _window.Check(ulong.MaxValue - 2047));
        Assert.Equal(ReplayVerdict.TooOld, _window.Check(ulong.MaxValue - 2048));
        Assert.Equal(ReplayVerdict.TooOld, _window.Check(1));
    }

    [Fact]
    public void Each_number_is_taken_once_in_order()
    {
        for (ulong sequence = 1; sequence <= 10_000; sequence++)
        {
            Take(sequence);
            Assert.Equal(ReplayVerdict.Duplicate, _window.Check(sequence));
        }
    }

    [Fact]
    public void Each_number_is_taken_once_backwards_through_the_whole_window()
    {
        _window.Commit(6000);
        for (ulong back = 1; back < 2048; back++)
            Take(6000 - back);
        for (ulong back = 0; back < 2048; back++)
            Assert.Equal(ReplayVerdict.Duplicate, _window.Check(6000 - back));
        Assert.Equal(6000u, _window.Highest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(4096)]
    [InlineData(4160)]
    [InlineData(1 << 20)]
    public void After_a_jump_only_what_was_seen_is_a_duplicate(int jump)
    {
        ulong before = 3000;
        for (ulong sequence = 1; sequence <= before; sequence++)
            Take(sequence);

        ulong top = before + (ulong)jump;
        Take(top);

        for (ulong sequence = top - 2047; sequence < top; sequence++)
        {
            ReplayVerdict expected = sequence <= before ? ReplayVerdict.Duplicate : ReplayVerdict.Fresh;
            Assert.Equal(expected, _window.Check(sequence));
        }
    }

    [Fact]
    public void A_million_random_steps_agree_with_a_set_of_all_numbers_seen()
    {
        Random random = new(2048);
        HashSet<ulong> seen = [];
        ulong highest = 0;
        for (int step = 0; step < 1_000_000; step++)
        {
            ulong sequence = NextSequence(random, highest);
            bool isOld = sequence == 0 || (highest >= 2048 && sequence <= highest - 2048);
            ReplayVerdict expected = isOld ? ReplayVerdict.TooOld
                : seen.Contains(sequence) ? ReplayVerdict.Duplicate
                : ReplayVerdict.Fresh;
            ReplayVerdict actual = _window.Check(sequence);
            if (actual != expected)
                Assert.Fail($"step {step}: {sequence} with {highest} the highest is {expected}, not {actual}");

            // One in four fresh packets fails authentication and must leave no trace.
            if (actual != ReplayVerdict.Fresh || random.Next(4) == 0)
                continue;
            _window.Commit(sequence);
            seen.Add(sequence);
            highest = Math.Max(highest, sequence);
            Assert.Equal(highest, _window.Highest);
        }

        Assert.InRange(seen.Count, 300_000, 900_000);
    }

    private static ulong NextSequence(Random random, ulong highest)
    {
        long offset = random.Next(100) switch
        {
            < 50 => random.Next(1, 4),
            < 70 => -random.Next(0, 64),
            < 85 => -random.Next(0, 2100),
            < 90 => -2048 + random.Next(-2, 3),
            < 97 => random.Next(1, 300),
            < 99 => random.Next(1900, 4300),
            _ => random.Next(1, 1 << 24),
        };
        return offset < 0 && (ulong)-offset > highest ? 0 : highest + (ulong)offset;
    }

    private static ulong Back(ulong top, ulong back) => back > top ? 0 : top - back;

    private void Take(ulong sequence)
    {
        Assert.Equal(ReplayVerdict.Fresh, _window.Check(sequence));
        _window.Commit(sequence);
    }
}
