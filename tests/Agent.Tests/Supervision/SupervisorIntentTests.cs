using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>Up and down, how long it waits after a loss, and what comes when nothing helps.</summary>
public sealed class SupervisorIntentTests
{
    [Fact]
    public void Until_it_is_wanted_nothing_happens()
    {
        SupervisorDesk desk = new();

        desk.Network(SupervisorDesk.Offline);
        desk.Network(SupervisorDesk.Both);
        desk.Pass(100_000);

        Assert.Empty(desk.Log);
        Assert.Equal(Phase.Down, desk.Standing.Phase);
    }

    [Fact]
    public void Down_cancels_all_and_up_begins_at_once()
    {
        SupervisorDesk desk = new();
        desk.Up();
        desk.Pass(1.5);

        desk.Do((s, _) => s.Down());
        Assert.Empty(desk.Running);
        desk.Pass(100_000);
        Assert.Equal(2, desk.Begun.Count());

        desk.Up();
        Assert.Single(desk.Running);
    }

    [Fact]
    public void Down_while_a_session_stands_forgets_it()
    {
        SupervisorDesk desk = new SupervisorDesk(new SupervisorSettings { Gateways = 2 }).Connected();

        desk.Do((s, _) => s.Down());
        desk.Lose(SetbackKind.Closed);
        desk.Pass(100_000);

        Assert.Empty(desk.Running);
        Assert.Equal(Instant.Never, desk.NextDeadline);
    }

    [Fact]
    public void A_good_session_that_falls_silent_is_built_anew_at_once()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Pass(61);

        desk.Lose(SetbackKind.Silent);

        Assert.Single(desk.Running);
    }

    [Fact]
    public void One_that_the_gateway_ended_within_a_second_and_not_with_all_others_at_once()
    {
        HashSet<double> waits = [];
        for (int seed = 0; seed < 20; seed++)
        {
            SupervisorDesk desk = new SupervisorDesk(seed: seed).Connected();
            desk.Pass(61);
            desk.Lose(SetbackKind.Closed);
            Assert.Empty(desk.Running);
            desk.Pass(1);
            Assert.Single(desk.Running);
            waits.Add(Math.Round(desk.Log.Last(l => l.What is BeginAttempt).At - 61, 2));
        }

        Assert.InRange(waits.Count, 15, 20);
    }

    [Fact]
    public void Sessions_that_do_not_last_wait_longer_each_time()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        double last = 0;
        for (int i = 0; i < 12; i++)
        {
            desk.Pass(1);
            desk.Lose(SetbackKind.Closed);
            double from = desk.Elapsed;
            while (desk.Running.Count == 0)
                desk.Pass(0.1);
            last = desk.Elapsed - from;
            desk.Connect();
        }

        Assert.InRange(last, 60, 120.1);
    }

    [Fact]
    public void After_an_hour_in_vain_a_new_process_begins_and_after_another_the_board()
    {
        SupervisorDesk desk = new(new SupervisorSettings { RebootAfter = TimeSpan.FromHours(2) });
        desk.Up();

        desk.Pass(3599);
        Assert.Empty(desk.Of<RestartProcess>());
        desk.Pass(2);
        Assert.Single(desk.Of<RestartProcess>());
        Assert.Empty(desk.Of<RebootBoard>());
        desk.Pass(3600);

        Assert.NotEmpty(desk.Of<RebootBoard>());
    }

    [Fact]
    public void Time_without_a_network_and_time_with_a_session_are_not_in_vain()
    {
        SupervisorDesk desk = new();
        desk.Up();
        desk.Pass(3500);
        desk.Network(SupervisorDesk.Offline);
        desk.Pass(10_000);
        desk.Network(SupervisorDesk.Both with { Generation = 3 });
        desk.Pass(3500);
        desk.Connect();
        desk.Pass(100_000);

        Assert.Empty(desk.Of<RestartProcess>());
    }

    [Fact]
    public void A_hurry_while_attempts_are_under_way_begins_no_second_round()
    {
        SupervisorDesk desk = new();
        desk.Up();
        desk.Pass(0.5);

        desk.Do((s, now) => s.Hurry(now));
        desk.Up();

        Assert.Single(desk.Running);
    }
}
