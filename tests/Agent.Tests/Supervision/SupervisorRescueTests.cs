using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>A session that stands, but is silent or carries nothing.</summary>
public sealed class SupervisorRescueTests
{
    [Fact]
    public void A_suspicion_asks_for_another_way_and_begins_beside()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();

        Suspect(desk);

        Assert.Single(desk.Of<TryAnotherWay>());
        Assert.True(desk.Of<BeginAttempt>().Last().IsBeside);
        Assert.Equal(["10.0.0.1"], desk.Ways);
        Assert.Equal(Phase.Connected, desk.Standing.Phase);
    }

    [Fact]
    public void A_second_word_of_it_changes_nothing()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        Suspect(desk);
        int before = desk.Log.Count;

        Suspect(desk);

        Assert.Equal(before, desk.Log.Count);
    }

    [Fact]
    public void A_sign_of_life_cancels_all_of_it()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        Suspect(desk);
        desk.Pass(2);

        desk.Do((s, now) => s.HandleAlive(now));

        Assert.Empty(desk.Running);
        Assert.Equal(HistoryKind.Healed, desk.History.Last());
        Assert.Equal(Instant.Never, desk.NextDeadline);
    }

    [Fact]
    public void Without_an_answer_other_sockets_are_used_once()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        Suspect(desk);
        desk.Pass(4.9);
        Assert.Empty(desk.Of<RenewSockets>());

        desk.Pass(600);

        Assert.Single(desk.Of<RenewSockets>());
        Assert.Equal(["10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.1 nat"], desk.Begun);
        Assert.Equal(["10.0.0.1", "10.0.0.1 nat"], desk.Ways);
    }

    [Fact]
    public void Who_answered_keeps_its_sockets()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        Suspect(desk);
        desk.Answer();
        long answered = desk.Running[0];

        desk.Pass(8);

        Assert.Equal([answered], desk.Running);
    }

    [Fact]
    public void A_loss_while_it_is_rescued_goes_on_with_what_is_under_way()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        Suspect(desk);
        desk.Pass(300);
        IReadOnlyList<long> before = [.. desk.Running];

        desk.Lose(SetbackKind.Silent);

        Assert.Equal(before, desk.Running);
        Assert.True(desk.Connect());
        Assert.Equal(HistoryKind.Connected, desk.History.Last());
    }

    [Fact]
    public void A_rescue_that_fails_at_once_is_tried_again_while_the_suspicion_lasts()
    {
        SupervisorDesk desk = new SupervisorDesk(new SupervisorSettings { TriesNatPort = false }).Connected();
        Suspect(desk);

        desk.Fail(SetbackKind.NoRoute);
        Assert.Single(desk.Of<ReplacementFailed>());
        desk.Pass(2);

        Assert.Single(desk.Running);
    }

    [Fact]
    public void And_a_sign_of_life_ends_that_too()
    {
        SupervisorDesk desk = new SupervisorDesk(new SupervisorSettings { TriesNatPort = false }).Connected();
        Suspect(desk);
        desk.Fail(SetbackKind.NoRoute);
        desk.Pass(2);

        desk.Do((s, now) => s.HandleAlive(now));
        desk.Pass(1000);

        Assert.Empty(desk.Running);
        Assert.Null(desk.ReplacedBecause);
        Assert.Equal(3, desk.Begun.Count());
    }

    [Fact]
    public void In_a_fleet_it_waits_for_its_turn_and_may_be_spared()
    {
        SupervisorDesk desk = new SupervisorDesk(new SupervisorSettings().InFleetOf(10_000)).Connected();
        Suspect(desk);
        Assert.Empty(desk.Running);
        desk.Pass(0.1);
        desk.Do((s, now) => s.HandleAlive(now));
        desk.Pass(1000);
        Assert.Single(desk.Begun);

        Suspect(desk);
        desk.Pass(72);

        Assert.NotEmpty(desk.Running);
    }

    [Fact]
    public void The_ladder_of_a_dead_path_goes_from_children_to_another_gateway()
    {
        SupervisorDesk desk = new SupervisorDesk(new SupervisorSettings { Gateways = 2 }).Connected();

        DeadPath(desk);
        Assert.Single(desk.Of<RenewChildren>());
        Assert.Empty(desk.Running);

        DeadPath(desk);
        Assert.Equal(["10.0.0.1"], desk.Ways);
        Assert.Empty(desk.Of<RenewSockets>());
        Assert.True(desk.Connect());
    }

    [Fact]
    public void Its_later_rungs_come_where_the_session_could_not_be_built_anew()
    {
        SupervisorDesk desk = new SupervisorDesk(new SupervisorSettings { Gateways = 2, TriesNatPort = false }).Connected();
        DeadPath(desk);
        DeadPath(desk);
        FailAll(desk);

        DeadPath(desk);
        Assert.Single(desk.Of<RenewSockets>());
        Assert.Equal(["10.0.0.1"], desk.Ways);
        FailAll(desk);

        DeadPath(desk);
        Assert.Equal(2, desk.Of<RenewSockets>().Count());
        Assert.Equal(["10.0.1.1"], desk.Ways);
    }

    [Fact]
    public void After_five_good_minutes_the_ladder_begins_at_its_foot()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        DeadPath(desk);
        desk.Pass(301);

        DeadPath(desk);

        Assert.Equal(2, desk.Of<RenewChildren>().Count());
    }

    [Fact]
    public void Packets_that_come_again_end_the_ladder()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        DeadPath(desk);
        desk.Do((s, now) => s.HandleAlive(now));

        DeadPath(desk);

        Assert.Equal(2, desk.Of<RenewChildren>().Count());
    }

    private static void Suspect(SupervisorDesk desk) => desk.Do((s, now) => s.HandleSuspect("silence", now));

    private static void DeadPath(SupervisorDesk desk) => desk.Do((s, now) => s.HandleDeadPath("no packets", now));

    private static void FailAll(SupervisorDesk desk)
    {
        while (desk.Running.Count > 0)
            desk.Fail(SetbackKind.Silent);
    }
}
