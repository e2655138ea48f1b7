using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class SupervisorNetworkTests
{
    [Fact]
    public void Without_a_network_nothing_is_done_and_with_it_at_once()
    {
        SupervisorDesk desk = new(network: SupervisorDesk.Offline);

        desk.Up();
        desk.Pass(100_000);
        Assert.DoesNotContain(desk.Log, l => l.What is not Report);
        Assert.Equal(Phase.Offline, desk.Standing.Phase);
        Assert.Equal(Instant.Never, desk.NextDeadline);

        desk.Network(SupervisorDesk.Both with { Generation = 3 });
        Assert.Single(desk.Running);
    }

    [Fact]
    public void A_network_that_goes_cancels_what_is_under_way()
    {
        SupervisorDesk desk = new();
        desk.Up();
        desk.Pass(1.5);

        desk.Network(SupervisorDesk.Offline);
        Assert.Empty(desk.Running);
        desk.Pass(1000);

        Assert.Equal(2, desk.Begun.Count());
        Assert.Equal([HistoryKind.Offline], desk.History);
    }

    [Fact]
    public void A_session_lost_without_a_network_is_built_when_there_is_one()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Pass(100);
        desk.Network(SupervisorDesk.Offline);
        desk.Lose(SetbackKind.Silent);
        desk.Pass(1000);
        Assert.Single(desk.Begun);

        desk.Network(SupervisorDesk.Both with { Generation = 3 });

        Assert.Single(desk.Running);
    }

    [Fact]
    public void Another_network_ends_the_wait_and_begins_anew()
    {
        SupervisorDesk desk = new(new SupervisorSettings { TriesNatPort = false });
        desk.Up();
        for (int i = 0; i < 7; i++)
        {
            desk.Fail(SetbackKind.NoRoute);
            desk.Pass((desk.NextDeadline - desk.Now).TotalSeconds + 0.001);
        }

        desk.Fail(SetbackKind.NoRoute);
        desk.Pass(3);
        Assert.Empty(desk.Running);
        desk.Network(SupervisorDesk.Both with { Generation = 2 });

        Assert.Single(desk.Running);
    }

    [Fact]
    public void A_network_that_looks_as_before_changes_nothing()
    {
        SupervisorDesk desk = new();
        desk.Up();
        desk.Pass(5);
        int before = desk.Log.Count;

        desk.Network(SupervisorDesk.Both);

        Assert.Equal(before, desk.Log.Count);
    }

    [Fact]
    public void A_network_that_flaps_begins_a_round_in_two_seconds_at_most()
    {
        SupervisorDesk desk = new();
        desk.Up();
        for (int i = 0; i < 200; i++)
        {
            desk.Pass(0.05);
            desk.Network(i % 2 == 0 ? SupervisorDesk.Offline : SupervisorDesk.Both with { Generation = i + 10 });
        }

        Assert.InRange(desk.Begun.Count(), 4, 7);
    }

    [Fact]
    public void Who_has_answered_is_not_given_up_for_another_network()
    {
        SupervisorDesk desk = new();
        desk.Up();
        desk.Pass(5);
        desk.Answer();

        desk.Network(SupervisorDesk.Both with { Generation = 2 });

        Assert.Single(desk.Running);
        Assert.True(desk.Connect());
    }

    [Fact]
    public void A_session_that_stands_stays_through_a_network_that_goes_and_comes()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();

        desk.Network(SupervisorDesk.Offline);
        desk.Pass(60);
        desk.Network(SupervisorDesk.Both with { Generation = 3 });
        desk.Pass(60);

        Assert.Single(desk.Begun);
        Assert.Equal(Phase.Connected, desk.Standing.Phase);
    }

    [Fact]
    public void A_suspected_session_is_rescued_at_once_when_the_network_is_back()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Network(SupervisorDesk.Offline);
        desk.Do((s, now) => s.HandleSuspect("silence", now));
        desk.Pass(60);
        Assert.Empty(desk.Running);

        desk.Network(SupervisorDesk.Both with { Generation = 3 });

        Assert.Single(desk.Running);
    }
}
