using Holdfast.Esp;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Esp.Uplink;

public sealed class SendBudgetTests
{
    private const long Millisecond = 1_000_000;

    private readonly SendBudget _budget = new();
    private long _now = 1_000_000_000;

    [Fact]
    public void A_network_that_takes_all_at_once_is_asked_seldom_and_never_limits()
    {
        int asked = 0;
        for (int i = 0; i < 1_000; i++)
        {
            Assert.True(_budget.IsOpen);
            Assert.False(_budget.IsLookDue);
            if (!_budget.HandOver(100))
                continue;
            asked++;
            _budget.Settle(0, new Instant(_now += 1_000));
        }

        Assert.InRange(asked, 1, 30);
        Assert.False(_budget.IsMeasured);
        Assert.Equal(long.MaxValue, _budget.BytesPerSecond);
    }

    [Fact]
    public void It_is_closed_over_six_milliseconds_of_the_rate()
    {
        Drain(1_250_000);
        Assert.InRange(_budget.BytesPerSecond, 1_200_000, 1_300_000);
        _budget.HandOver(10_000);
        _budget.Settle(7_000, new Instant(_now));
        Assert.True(_budget.IsOpen);
        _budget.Settle(8_000, new Instant(_now));
        Assert.False(_budget.IsOpen);
        Assert.Equal(0, _budget.Room);
    }

    [Fact]
    public void It_is_to_be_looked_at_again_when_about_half_has_gone()
    {
        Drain(1_250_000);
        Assert.Equal(Instant.Never, _budget.NextLook);
        _budget.HandOver(7_500);
        _budget.Settle(7_500, new Instant(_now));
        _budget.Hold(new Instant(_now));
        Assert.InRange(_budget.NextLook.Nanoseconds - _now, 2 * Millisecond, 4 * Millisecond);

        _budget.Hold(new Instant(_now + Millisecond)); // as often as one likes
        Assert.InRange(_budget.NextLook.Nanoseconds - _now, 2 * Millisecond, 4 * Millisecond);
        _budget.Release();
        Assert.Equal(Instant.Never, _budget.NextLook);
    }

    [Fact]
    public void Two_full_packets_may_lie_there_however_slow_it_is()
    {
        Drain(1_000);
        _budget.Settle(2_304, new Instant(_now));
        Assert.True(_budget.IsOpen);
        _budget.Settle(4_608, new Instant(_now));
        Assert.False(_budget.IsOpen);
    }

    [Fact]
    public void One_that_was_slow_and_takes_all_at_once_now_is_soon_free()
    {
        Drain(1_250_000);
        for (int i = 0; i < 40 && !_budget.IsFast; i++)
        {
            _budget.HandOver(10_000);
            _budget.Settle(0, new Instant(_now += 100_000));
        }

        Assert.True(_budget.IsFast);
        Assert.Equal(int.MaxValue, _budget.Room);
    }

    [Fact]
    public void A_clock_and_a_count_that_jump_do_no_harm()
    {
        Random dice = new(1);
        for (int i = 0; i < 10_000; i++)
        {
            long now = dice.Next(20) == 0 ? dice.NextInt64(long.MaxValue / 2) : _now += dice.Next(3_000_000);
            _budget.Look(dice.Next(1 << 20), new Instant(now));
            if (_budget.HandOver(dice.Next(70_000)))
                _budget.Settle(dice.Next(1 << 20), new Instant(now));
            _budget.Hold(new Instant(now));
            Assert.InRange(_budget.NextLook.Nanoseconds - now, Millisecond, 100 * Millisecond);
            Assert.InRange(_budget.Room, 0, int.MaxValue);
            Assert.InRange(_budget.BytesPerSecond, 0, long.MaxValue);
        }
    }

    /// <summary>A second of a saturated link whose socket counts what was handed over and nothing more.</summary>
    private void Drain(long bytesPerSecond)
    {
        long queued = 0;
        for (int i = 0; i < 500; i++)
        {
            if (queued < 1_000_000)
            {
                _budget.HandOver(50_000);
                queued += 50_000;
            }

            _budget.Settle(queued, new Instant(_now));
            queued = Math.Max(1, queued - bytesPerSecond * 2 / 1_000);
            _budget.Look(queued, new Instant(_now += 2 * Millisecond));
        }
    }
}
