using Holdfast.Ike.Exchange;
using Xunit;

namespace Holdfast.Tests.Ike;

public sealed class RoundTripTests
{
    private readonly RoundTrip _roundTrip = new();

    [Fact]
    public void Without_a_measurement_the_policy_alone_counts()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(500), _roundTrip.Patience);
        for (int sent = 1; sent < 15; sent++)
            Assert.Equal(RetransmitPolicy.Default.WaitAfter(sent), _roundTrip.WaitAfter(RetransmitPolicy.Default, sent));
    }

    [Fact]
    public void The_first_measurement_is_taken_as_RFC_6298_says_and_others_smooth_it()
    {
        Take(1000);
        Assert.Equal(3000, WaitAfter(1));
        Take(1400);
        Assert.Equal(1050, _roundTrip.Smoothed.TotalMilliseconds);
        Assert.Equal(1050 + (4 * 475), WaitAfter(1)); // 3/4 of 500 and 1/4 of 400
        Assert.Equal(3650, _roundTrip.Patience.TotalMilliseconds);
    }

    [Fact]
    public void A_short_way_leaves_the_waits_as_they_are()
    {
        for (int i = 0; i < 10; i++)
            Take(40);
        Assert.Equal(500, WaitAfter(1));
        Assert.Equal(8000, WaitAfter(12));
    }

    [Fact]
    public void On_a_short_way_what_may_be_lost_is_sent_again_soon()
    {
        Assert.Equal(250, _roundTrip.WaitAfter(RetransmitPolicy.Quick, 1).TotalMilliseconds);
        for (int i = 0; i < 10; i++)
            Take(10);
        Assert.Equal(100, _roundTrip.WaitAfter(RetransmitPolicy.Quick, 1).TotalMilliseconds);
        Assert.Equal(140, _roundTrip.WaitAfter(RetransmitPolicy.Quick, 2).TotalMilliseconds, 0.1);
    }

    [Fact]
    public void Something_else_that_says_the_same_makes_half_of_the_margin_enough()
    {
        Take(40);
        Assert.Equal(370, _roundTrip.HintedPatience.TotalMilliseconds);
    }

    [Fact]
    public void A_way_that_became_long_is_believed_at_once_and_one_that_became_short_soon()
    {
        for (int i = 0; i < 10; i++)
            Take(40);
        Take(5000);
        Assert.Equal(15_500, _roundTrip.Patience.TotalMilliseconds);
        for (int i = 0; i < 7; i++)
            Take(40);
        Assert.InRange(_roundTrip.Patience.TotalMilliseconds, 500, 1000);
        Assert.InRange(WaitAfter(1), 500, 600);
    }

    /// <summary>So that the next request is sent once, and measured.</summary>
    [Fact]
    public void An_answer_to_a_repeated_request_is_a_bound_until_the_next_measurement()
    {
        Take(40);
        Take(5000, isClear: false);
        Assert.True(_roundTrip.IsVague);
        Assert.Equal(15_500, _roundTrip.Patience.TotalMilliseconds);
        Assert.Equal(7500, WaitAfter(1));
        Assert.Equal(700, WaitAfter(2));
        Take(40);
        Assert.False(_roundTrip.IsVague);
        Assert.InRange(_roundTrip.Patience.TotalMilliseconds, 500, 1000);
    }

    [Fact]
    public void Whatever_is_measured_a_minute_holds_a_few_sendings()
    {
        Take(3_600_000, isClear: false);
        Assert.Equal(12_000, WaitAfter(1));
        Take(3_600_000);
        Assert.Equal((12_000, 12_000), (WaitAfter(1), WaitAfter(9)));
        Assert.InRange(_roundTrip.Patience.TotalMilliseconds, 0, 60_000);
    }

    [Fact]
    public void On_another_path_nothing_is_known()
    {
        Take(5000);
        Take(6000, isClear: false);
        _roundTrip.Forget();
        Assert.Equal((500, 500, false), (WaitAfter(1), _roundTrip.Patience.TotalMilliseconds, _roundTrip.IsVague));
    }

    private void Take(int milliseconds, bool isClear = true) => _roundTrip.Take(TimeSpan.FromMilliseconds(milliseconds), isClear);

    private double WaitAfter(int sent) => _roundTrip.WaitAfter(RetransmitPolicy.Default, sent).TotalMilliseconds;
}
