using Holdfast.Host.Bench;
using Xunit;

namespace Holdfast.Tests.Host.Bench;

/// <summary>On a clock that only the load moves.</summary>
public sealed class SamplerTests
{
    private const long Millisecond = 1_000_000;

    private long _now;

    [Fact]
    public void A_load_that_always_takes_the_same_is_measured_exactly()
    {
        BenchSample sample = new Sampler(() => _now).Measure(times => _now += times * 250L, TimeSpan.FromMilliseconds(100));

        Assert.Equal(new BenchSample(250_000, 250_000, 250_000), sample);
        Assert.Equal(250, sample.Nanoseconds);
    }

    [Fact]
    public void It_takes_the_time_that_it_was_given()
    {
        new Sampler(() => _now).Measure(times => _now += times * 250L, TimeSpan.FromMilliseconds(100));

        Assert.InRange(_now, 90 * Millisecond, 110 * Millisecond);
    }

    [Fact]
    public void The_first_runs_only_warm_up()
    {
        long left = 1000; // slow ones
        BenchSample sample = new Sampler(() => _now).Measure(times =>
        {
            for (int i = 0; i < times; i++)
                _now += left-- > 0 ? 10_000 : 100;
        }, TimeSpan.FromMilliseconds(100));

        Assert.Equal(new BenchSample(100_000, 100_000, 100_000), sample);
    }

    [Fact]
    public void One_batch_that_was_held_up_is_the_highest_and_not_the_median()
    {
        long calls = 0;
        BenchSample sample = new Sampler(() => _now).Measure(times =>
        {
            bool isHeldUp = _now > 50 * Millisecond && calls++ == 0;
            _now += times * (isHeldUp ? 5000L : 100L);
        }, TimeSpan.FromMilliseconds(100));

        Assert.Equal((100_000, 100_000, 5_000_000), (sample.Median, sample.Lowest, sample.Highest));
    }

    [Fact]
    public void A_load_slower_than_a_batch_is_run_once_a_batch()
    {
        int runs = 0;
        new Sampler(() => _now).Measure(times =>
        {
            runs += times;
            _now += times * 50 * Millisecond;
        }, TimeSpan.FromMilliseconds(100));

        Assert.Equal(41, runs);
    }

    [Fact]
    public void A_sample_sorts_its_batches() =>
        Assert.Equal(new BenchSample(3, 1, 9), BenchSample.Of([9, 3, 1]));

    [Theory]
    [InlineData(1_000_000, 1400, 11_200)]
    [InlineData(250_000, 64, 2_048)]
    [InlineData(0, 64, 0)]
    public void Megabits_follow_from_the_time_and_the_bytes(long picoseconds, int bytes, long megabits) =>
        Assert.Equal(megabits, new BenchSample(picoseconds, picoseconds, picoseconds).Megabits(bytes));
}
