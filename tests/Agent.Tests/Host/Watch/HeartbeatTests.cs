using Holdfast.Host.Loop;
using Holdfast.Host.Watch;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Watch;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Fact]
    public void It_beats_at_once_and_then_at_its_interval_and_feeds_with_each_beat()
    {
        int feeds = 0;
        TimeSpan late = TimeSpan.MaxValue;
        Heartbeat heartbeat = new(() => Interval, by => (feeds, late) = (feeds + 1, by));
        Instant now = new(5_000_000_000);
        Assert.True(heartbeat.NextDeadline <= now);

        heartbeat.HandleTimeout(now);
        Assert.Equal(now + Interval, heartbeat.NextDeadline);
        Assert.Equal((1L, 1, TimeSpan.Zero), (heartbeat.Beats, feeds, late));

        // After a sleep there is one beat, not all that were missed.
        now += TimeSpan.FromDays(1);
        heartbeat.HandleTimeout(now);
        Assert.Equal(now + Interval, heartbeat.NextDeadline);
        Assert.Equal((2L, 2, TimeSpan.FromDays(1) - Interval), (heartbeat.Beats, feeds, late));
    }

    [Fact]
    public void It_beats_for_the_more_impatient_of_two_but_keeps_no_machine_busy()
    {
        Assert.Equal(Interval, Heartbeat.IntervalFor(TimeSpan.FromSeconds(60), Interval));
        Assert.Equal(Interval, Heartbeat.IntervalFor(Interval, TimeSpan.FromSeconds(60)));
        Assert.Equal(TimeSpan.FromMilliseconds(100), Heartbeat.IntervalFor(TimeSpan.FromMicroseconds(1), TimeSpan.FromMicroseconds(2)));
    }

    [Fact]
    public void A_loop_with_nothing_to_do_wakes_up_for_it()
    {
        using EventLoop loop = new();
        int beats = 0;
        loop.Add(new Heartbeat(() => TimeSpan.FromMilliseconds(1), _ =>
        {
            if (++beats == 3)
                loop.Stop();
        }));

        loop.Run();

        Assert.Equal(3, beats);
    }
}
