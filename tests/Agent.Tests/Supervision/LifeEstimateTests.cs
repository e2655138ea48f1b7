using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class LifeEstimateTests
{
    private readonly LifeEstimate _estimate = new();
    private Instant _now = new(0);

    private double Interval => _estimate.Interval.TotalSeconds;

    [Fact]
    public void Without_evidence_it_stays_at_20_seconds()
    {
        _now += TimeSpan.FromDays(30);
        _estimate.Advance(_now);

        Assert.Equal(20, Interval);
        Assert.False(_estimate.IsTrying);
    }

    [Fact]
    public void A_proof_close_to_the_interval_is_followed_by_a_trial_of_half_as_much_again()
    {
        Prove(14);
        Assert.Equal(20, Interval);
        Prove(16);
        Assert.Equal(30, Interval);
    }

    [Fact]
    public void A_trial_without_a_proof_ends_where_it_began_and_is_not_repeated_soon()
    {
        Prove(16);
        Pass(30 * 10);
        Assert.Equal((20, false), (Interval, _estimate.IsTrying));
        Prove(16);
        Assert.Equal(20, Interval);
        Pass(2 * 3600);
        Prove(16);
        Assert.Equal(30, Interval);
    }

    [Fact]
    public void What_a_trial_proves_stays_after_it()
    {
        Prove(16);
        Prove(22);
        Assert.Equal(30, Interval);
        Pass(300);
        Assert.Equal(22 * 0.95, Interval, 6);
    }

    [Fact]
    public void Proof_by_proof_it_goes_to_five_minutes_and_no_further()
    {
        for (int i = 0; i < 40; i++)
            Prove(Interval * 0.95);
        Assert.Equal(300, Interval);
        Prove(1000);
        Pass(24 * 3600);
        Assert.Equal(300 * 0.95, Interval);
    }

    [Fact]
    public void A_failure_leads_to_three_quarters_of_the_gap_at_once()
    {
        Assert.True(Fail(30));
        Assert.Equal(20, Interval); // less than 22.5 was enough before
        Assert.True(Fail(18));
        Assert.Equal(13.5, Interval);
        Assert.True(Fail(13.5));
        Assert.Equal(10.125, Interval);
        Fail(10.1);
        Assert.Equal(10, Interval);
        Fail(10);
        Assert.Equal(10, Interval);
    }

    [Theory]
    [InlineData(9.9)]
    [InlineData(451)]
    public void A_gap_that_no_interval_has_says_nothing(double gap)
    {
        Assert.False(Fail(gap));
        Assert.Equal(20, Interval);
    }

    [Fact]
    public void A_gap_that_failed_is_not_come_near_for_a_day()
    {
        Prove(16);
        Fail(28);
        for (int hour = 0; hour < 23; hour++)
        {
            Prove(20);
            Prove(Interval);
            Assert.InRange(Interval, 20, 21);
            Pass(3600);
        }

        Pass(3 * 3600);
        Prove(20);
        Assert.InRange(Interval, 28, 32);
    }

    [Fact]
    public void One_failure_against_a_proof_has_another_cause_and_the_second_counts()
    {
        Prove(20);
        double before = Interval;
        Assert.False(Fail(20));
        Assert.Equal(before, Interval);
        Assert.True(Fail(20));
        Assert.Equal(15, Interval);
    }

    [Fact]
    public void A_new_proof_clears_the_doubt()
    {
        Prove(20);
        Assert.False(Fail(20));
        Prove(20);
        Assert.False(Fail(20));
    }

    [Fact]
    public void A_gap_longer_than_the_interval_proves_no_more_than_that()
    {
        Prove(3600);
        Assert.Equal(30, Interval);
        Pass(300);
        Assert.Equal(20, Interval);
    }

    [Fact]
    public void A_loss_ends_a_trial()
    {
        Prove(16);
        _estimate.Retreat(_now);
        Assert.Equal((20, false), (Interval, _estimate.IsTrying));
    }

    private void Prove(double seconds) => _estimate.Prove(TimeSpan.FromSeconds(seconds), _now);

    private bool Fail(double seconds) => _estimate.Fail(TimeSpan.FromSeconds(seconds), _now);

    private void Pass(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        _estimate.Advance(_now);
    }
}
