using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class UpdateTrialTests
{
    private readonly UpdateTrial _trial = new(At(100), TimeSpan.FromMinutes(5));

    [Fact]
    public void One_that_connects_and_stays_so_is_kept()
    {
        Assert.Equal(TrialVerdict.Open, Judge(false, 100));
        Assert.Equal(TrialVerdict.Open, Judge(true, 103));
        Assert.Equal(TrialVerdict.Open, Judge(true, 112));
        Assert.Equal(TrialVerdict.Kept, Judge(true, 113));
    }

    [Fact]
    public void One_that_loses_the_tunnel_again_begins_anew()
    {
        Judge(true, 103);
        Assert.Equal(TrialVerdict.Open, Judge(false, 112));
        Assert.Equal(TrialVerdict.Open, Judge(true, 113));
        Assert.Equal(TrialVerdict.Open, Judge(true, 122));
        Assert.Equal(TrialVerdict.Kept, Judge(true, 123));
    }

    [Fact]
    public void One_that_never_connects_fails_at_its_time_and_not_before()
    {
        for (long second = 100; second < 400; second++)
            Assert.Equal(TrialVerdict.Open, Judge(false, second));
        Assert.Equal(TrialVerdict.Failed, Judge(false, 400));
        Assert.Equal(At(400), _trial.Deadline);
    }

    [Fact]
    public void One_that_connects_in_the_last_moment_has_to_stay_so()
    {
        Judge(true, 399);
        Assert.Equal(TrialVerdict.Open, Judge(true, 408));
        Assert.Equal(TrialVerdict.Kept, Judge(true, 409));
    }

    [Fact]
    public void And_fails_when_it_does_not()
    {
        Judge(true, 399);
        Assert.Equal(TrialVerdict.Failed, Judge(false, 405));
    }

    [Fact]
    public void It_is_looked_at_once_a_second()
    {
        Assert.Equal(At(100), _trial.NextLook);
        Judge(false, 100);
        Assert.Equal(At(101), _trial.NextLook);
    }

    private TrialVerdict Judge(bool isConnected, long second) => _trial.Judge(isConnected, At(second));

    private static Instant At(long seconds) => new(seconds * 1_000_000_000);
}
