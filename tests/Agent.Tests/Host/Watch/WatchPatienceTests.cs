using Holdfast.Host.Watch;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Watch;

public sealed class WatchPatienceTests
{
    private static readonly TimeSpan Configured = TimeSpan.FromSeconds(30), Shortest = TimeSpan.FromSeconds(3);

    private Instant _now = new(1_000_000_000_000);

    [Fact]
    public void Before_a_session_stands_it_is_what_the_manager_was_configured_with()
    {
        WatchPatience patience = new(Configured, wanted: null, isCareful: false);
        for (int i = 0; i < 1000; i++)
            Assert.False(Beat(patience, isProven: false));

        Assert.Equal((Configured, Shortest / 2), (patience.Current, patience.Interval));
    }

    [Fact]
    public void Then_it_is_short_where_the_loop_was_never_held_up_and_said_once()
    {
        WatchPatience patience = new(Configured, wanted: null, isCareful: false);
        Beat(patience, isProven: false);
        Assert.True(Beat(patience, isProven: true));
        Assert.False(Beat(patience, isProven: true));

        Assert.Equal(Shortest, patience.Current);
    }

    /// <summary>A slow board: what it takes for a key exchange or a write to its card is no hang the next time.</summary>
    [Fact]
    public void What_held_up_the_loop_before_and_after_is_borne_four_times_as_long()
    {
        WatchPatience patience = new(Configured, wanted: null, isCareful: false);
        Beat(patience, isProven: false, late: 1.5);
        Assert.True(Beat(patience, isProven: true));
        Assert.Equal(TimeSpan.FromSeconds(6), patience.Current);

        Assert.True(Beat(patience, isProven: true, late: 2.5));
        Assert.Equal(TimeSpan.FromSeconds(10), patience.Current);
        Assert.False(Beat(patience, isProven: false, late: 0.1));
    }

    [Fact]
    public void It_is_never_longer_than_the_manager_s()
    {
        WatchPatience patience = new(Configured, wanted: null, isCareful: false);
        Beat(patience, isProven: true, late: 3600);
        Assert.Equal(Configured, patience.Current);

        WatchPatience brief = new(TimeSpan.FromSeconds(1), wanted: null, isCareful: false);
        Assert.False(Beat(brief, isProven: true));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5)), (brief.Current, brief.Interval));
    }

    /// <summary>What the machine needs counts before it, and the manager's own limit before both.</summary>
    [Theory]
    [InlineData(2, 0, 2)]
    [InlineData(10, 0, 10)]
    [InlineData(2, 1, 4)]
    [InlineData(60, 0, 30)]
    public void The_user_may_want_another_one(int wanted, double late, int expected)
    {
        WatchPatience patience = new(Configured, TimeSpan.FromSeconds(wanted), isCareful: false);
        Beat(patience, isProven: true, late);
        Assert.Equal(TimeSpan.FromSeconds(expected), patience.Current);
        Assert.Equal(TimeSpan.FromSeconds(Math.Min(wanted, expected)) / 2, patience.Interval);
    }

    [Fact]
    public void After_a_run_that_ended_without_a_word_it_stays_for_an_hour()
    {
        WatchPatience patience = new(Configured, wanted: null, isCareful: true);
        for (int minute = 0; minute < 60; minute++)
        {
            Assert.False(Beat(patience, isProven: true));
            _now += TimeSpan.FromMinutes(1);
        }

        Assert.True(Beat(patience, isProven: true));
        Assert.Equal(Shortest, patience.Current);
    }

    private bool Beat(WatchPatience patience, bool isProven, double late = 0)
    {
        _now += TimeSpan.FromMilliseconds(1);
        return patience.NoteBeat(TimeSpan.FromSeconds(late), isProven, _now);
    }
}
