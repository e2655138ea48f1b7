using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>To another gateway of the list, and back to the preferred one.</summary>
public sealed class SupervisorFailoverTests
{
    private static readonly SupervisorSettings Two = new() { Gateways = 2 };

    [Fact]
    public void A_silent_gateway_is_left_for_the_next_within_seconds()
    {
        SupervisorDesk desk = new SupervisorDesk(Two).Connected();
        desk.Pass(100);

        desk.Do((s, now) => s.HandleSuspect("silence", now));
        desk.Pass(1.1);
        Assert.Equal(["10.0.0.1", "10.0.1.1"], desk.Ways);
        Assert.True(desk.Connect(desk.Running[1]));

        Assert.Contains(HistoryKind.FailedOver, desk.History);
        Assert.Empty(desk.Running);
    }

    [Fact]
    public void The_way_in_use_is_the_one_that_connected_not_the_one_that_was_tried_last()
    {
        SupervisorDesk desk = new(Two);
        desk.Up();
        Assert.Null(desk.InUse);
        desk.Pass(1.5);
        Assert.Equal(["10.0.0.1", "10.0.1.1"], desk.Ways);

        Assert.True(desk.Connect(desk.Running[0]));
        Assert.Equal(0, desk.InUse!.Value.Gateway);
        desk.Lose(SetbackKind.Closed);
        Assert.Null(desk.InUse);
    }

    [Fact]
    public void The_preferred_gateway_is_tried_again_beside_the_session_that_stands()
    {
        SupervisorDesk desk = OnSecond();

        PassUntilTried(desk);

        Assert.Equal("10.0.0.1", desk.Ways.First());
        Assert.DoesNotContain(desk.Ways, w => w.StartsWith("10.0.1", StringComparison.Ordinal));
        Assert.True(desk.Of<BeginAttempt>().Last().IsBeside);
        Assert.Equal(Phase.Connected, desk.Standing.Phase);

        Assert.True(desk.Connect());
        Assert.Equal(HistoryKind.FailedBack, desk.History.Last());
        desk.Pass(100_000);
        Assert.Empty(desk.Running);
    }

    [Fact]
    public void One_that_does_not_answer_is_left_alone_for_longer_each_time()
    {
        SupervisorDesk desk = OnSecond();
        double from = desk.Elapsed;

        desk.Pass(24 * 3600);

        List<double> tries = [.. desk.Log.Where(l => l.At > from && l.What is BeginAttempt { Candidate.ByNatPort: false }).Select(l => l.At - from)];
        Assert.InRange(tries[0], 60, 120);
        Assert.InRange(tries[1] - tries[0], 120, 270);
        Assert.InRange(tries[^1] - tries[^2], 15 * 60, (30 * 60) + 30);
        Assert.Empty(desk.Of<ReplacementFailed>());
        Assert.Equal(Phase.Connected, desk.Standing.Phase);
    }

    [Fact]
    public void Its_attempts_end_after_a_while()
    {
        SupervisorDesk desk = OnSecond();
        PassUntilTried(desk);

        desk.Pass(desk.Settings.FailbackPatience.TotalSeconds);

        Assert.Empty(desk.Running);
    }

    [Fact]
    public void One_that_answers_is_given_time_to_finish()
    {
        SupervisorDesk desk = OnSecond();
        PassUntilTried(desk);
        desk.Answer();

        desk.Pass(desk.Settings.FailbackPatience.TotalSeconds);

        Assert.NotEmpty(desk.Running);
        Assert.True(desk.Connect());
    }

    [Fact]
    public void A_session_lost_meanwhile_is_looked_for_at_all_gateways()
    {
        SupervisorDesk desk = OnSecond();
        PassUntilTried(desk);

        desk.Lose(SetbackKind.Silent);
        desk.Pass(1.1);

        Assert.Contains("10.0.1.1", desk.Ways);
    }

    [Fact]
    public void A_suspicion_that_breaks_into_it_does_not_end_the_wish_to_go_back()
    {
        SupervisorDesk desk = OnSecond();
        PassUntilTried(desk);
        desk.Do((s, now) => s.HandleSuspect("silence", now));
        desk.Do((s, now) => s.HandleAlive(now));
        Assert.Empty(desk.Running);

        desk.Pass(300);

        Assert.Equal("10.0.0.1", desk.Of<BeginAttempt>().Last().Candidate.Address.ToString());
        Assert.True(desk.Of<BeginAttempt>().Last().IsBeside);
    }

    [Fact]
    public void With_the_preferred_gateway_in_use_there_is_nothing_to_go_back_to()
    {
        SupervisorDesk desk = new SupervisorDesk(Two).Connected();

        Assert.Equal(Instant.Never, desk.NextDeadline);
    }

    private static void PassUntilTried(SupervisorDesk desk)
    {
        double from = desk.Elapsed;
        while (desk.Running.Count == 0)
            desk.Pass(1);
        Assert.InRange(desk.Elapsed - from, 60, 121);
    }

    private static SupervisorDesk OnSecond()
    {
        SupervisorDesk desk = new(Two);
        desk.Up();
        desk.Pass(1.5);
        Assert.True(desk.Connect(desk.Running[1]));
        return desk;
    }
}
