using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class SuspendWatchTests
{
    private const long Second = 1_000_000_000;

    private readonly SuspendWatch _watch = new();

    [Fact]
    public void What_was_slept_before_the_start_is_not_noticed() => Assert.False(_watch.TryNotice(new Instant(500 * Second), 20 * Second, out _));

    [Fact]
    public void Time_that_only_one_clock_counted_is_a_sleep_and_told_once()
    {
        _watch.TryNotice(new Instant(500 * Second), 20 * Second, out _);
        Assert.False(_watch.TryNotice(new Instant(600 * Second), 120 * Second, out _));

        Assert.True(_watch.TryNotice(new Instant(641 * Second), 121 * Second, out TimeSpan slept));
        Assert.Equal(TimeSpan.FromSeconds(40), slept);
        Assert.False(_watch.TryNotice(new Instant(642 * Second), 122 * Second, out _));
    }

    [Theory]
    [InlineData(1.9, false)]
    [InlineData(2, true)]
    public void Short_ones_are_left_alone(double seconds, bool isNoticed)
    {
        _watch.TryNotice(new Instant(0), 0, out _);

        Assert.Equal(isNoticed, _watch.TryNotice(new Instant((long)(seconds * Second)), 0, out _));
    }
}
