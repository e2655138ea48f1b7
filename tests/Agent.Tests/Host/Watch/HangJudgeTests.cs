using Holdfast.Host.Watch;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Watch;

public sealed class HangJudgeTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly HangJudge _judge = new(Timeout);
    private Instant _now = new(1_000_000_000_000);
    private long _beats = 7;

    [Fact]
    public void A_loop_that_beats_never_hangs()
    {
        for (int i = 0; i < 10_000; i++)
        {
            _beats += i % 2; // one beat in two looks
            Assert.False(Look());
        }
    }

    [Fact]
    public void Silence_for_the_timeout_is_a_hang_and_less_is_none()
    {
        Look();
        Instant last = _now;
        while (!Look())
            Assert.True(_now - last < Timeout);

        Assert.Equal(Timeout, _now - last);
    }

    [Fact]
    public void A_beat_begins_the_count_anew()
    {
        for (int i = 0; i < 6; i++)
            Assert.False(Look());
        _beats++;
        for (int i = 0; i < 6; i++)
            Assert.False(Look());
        Assert.True(Look());
    }

    /// <summary>Suspend, or SIGSTOP and SIGCONT: neither thread ran, and the judge may be the first to run again.</summary>
    [Fact]
    public void After_a_long_sleep_the_loop_has_its_time_again()
    {
        Look();
        Assert.False(Look(TimeSpan.FromDays(3)));
        Assert.False(Look());
        _beats++;
        Assert.False(Look());
    }

    [Fact]
    public void A_loop_that_hangs_on_after_a_sleep_is_found_out()
    {
        Look();
        Look(TimeSpan.FromHours(1));
        int looks = 1;
        for (; !Look(); looks++)
            Assert.True(looks < 10);
        Assert.Equal(Timeout, _judge.Interval * (looks + 1));
    }

    /// <summary>A machine that is too busy to let anyone run does not let the judge run in time either.</summary>
    [Fact]
    public void Late_looks_count_as_looks_in_time()
    {
        Look();
        for (int i = 0; i < 5; i++)
            Assert.False(Look(Timeout));
        Assert.True(Look(Timeout));
    }

    [Fact]
    public void Early_looks_count_as_long_as_they_took()
    {
        Look();
        for (int i = 0; i < 29; i++)
            Assert.False(Look(TimeSpan.FromSeconds(1)));
        Assert.True(Look(TimeSpan.FromSeconds(1)));
    }

    private bool Look(TimeSpan? after = null)
    {
        _now += after ?? _judge.Interval;
        return _judge.IsHang(_beats, _now);
    }
}
