using Holdfast.Platform;

namespace Holdfast.Tests.Polling;

public sealed class BootTimerTests : IDisposable
{
    private readonly Poller _poller = new();
    private readonly BootTimer _timer = new();
    private readonly Ready[] _ready = new Ready[1];

    public BootTimerTests() => _poller.Add(_timer.Fd, PollEvents.Readable, 0);

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void A_time_in_the_past_fires_at_once(long nanoseconds)
    {
        _timer.Arm(nanoseconds);

        Assert.Equal(1, _poller.Wait(_ready));
        Assert.True(_timer.Drain());
    }

    [Fact]
    public void A_time_soon_to_come_is_waited_for()
    {
        long at = BootClock.Now() + 2_000_000;
        _timer.Arm(at);

        Assert.Equal(1, _poller.Wait(_ready));
        Assert.True(BootClock.Now() >= at);
    }

    [Fact]
    public void The_end_of_time_never_comes()
    {
        _timer.Arm(long.MaxValue);

        Assert.Equal(0, _poller.Wait(_ready, 0));
        Assert.False(_timer.Drain());
    }

    [Fact]
    public void Arming_again_replaces_what_was_armed()
    {
        _timer.Arm(1);
        _timer.Arm(long.MaxValue);

        Assert.Equal(0, _poller.Wait(_ready, 0));
    }

    [Fact]
    public void Disarmed_it_does_not_fire()
    {
        _timer.Arm(1);
        _timer.Disarm();

        Assert.Equal(0, _poller.Wait(_ready, 0));
    }

    [Fact]
    public void It_fires_once()
    {
        _timer.Arm(1);
        _poller.Wait(_ready);

        Assert.True(_timer.Drain());
        Assert.False(_timer.Drain());
    }

    [Fact]
    public void The_clock_never_goes_back_and_counts_from_boot()
    {
        string uptime = File.ReadAllText("/proc/uptime").Split(' ')[0];
        long now = BootClock.Now();

        Assert.True(BootClock.Now() >= now);
        Assert.True(now >= (long)(double.Parse(uptime, System.Globalization.CultureInfo.InvariantCulture) * 1e9));
    }

    public void Dispose()
    {
        _poller.Dispose();
        _timer.Dispose();
    }
}
