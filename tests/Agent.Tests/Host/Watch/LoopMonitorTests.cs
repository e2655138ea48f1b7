using Holdfast.Host.Watch;
using Xunit;

namespace Holdfast.Tests.Host.Watch;

/// <summary>The monitor's thread itself; what it decides by is in <see cref="HangJudgeTests"/>.</summary>
public sealed class LoopMonitorTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void Without_a_beat_it_aborts_once()
    {
        using ManualResetEventSlim aborted = new();
        int aborts = 0;
        using LoopMonitor monitor = new(Timeout, () => 1, () =>
        {
            Interlocked.Increment(ref aborts);
            aborted.Set();
        });

        Assert.True(aborted.Wait(Patience, TestContext.Current.CancellationToken));
        monitor.Dispose();
        Assert.Equal(1, aborts);
    }

    [Fact]
    public void With_beats_it_goes_on_looking()
    {
        using ManualResetEventSlim enough = new();
        int looks = 0;
        bool isAborted = false;
        using LoopMonitor monitor = new(
            Timeout,
            () =>
            {
                if (++looks == 30) // five times the timeout
                    enough.Set();
                return looks;
            },
            () => isAborted = true);

        Assert.True(enough.Wait(Patience, TestContext.Current.CancellationToken));
        monitor.Dispose();
        Assert.False(isAborted);
    }

    [Fact]
    public void After_its_end_there_is_no_verdict()
    {
        bool isAborted = false;
        LoopMonitor monitor = new(TimeSpan.FromHours(1), () => 1, () => isAborted = true);
        monitor.Dispose();
        monitor.Dispose();
        Assert.False(isAborted);
    }
}
