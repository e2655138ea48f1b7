using Holdfast.Platform;

namespace Holdfast.Tests.Polling;

public sealed class BootClockTests
{
    [Fact]
    public void Time_awake_is_never_more_than_time_since_boot()
    {
        long awake = BootClock.Awake(), boot = BootClock.Now();

        Assert.InRange(awake, 1, boot);
        Assert.True(BootClock.Awake() >= awake);
    }
}
