using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class SupervisorReplacementTests
{
    private static readonly SupervisorSettings Plain = new() { TriesNatPort = false };

    [Fact]
    public void It_is_built_beside_and_takes_over()
    {
        SupervisorDesk desk = new SupervisorDesk(Plain).Connected();

        Want(desk, Instant.Never);
        Assert.True(desk.Of<BeginAttempt>().Last().IsBeside);
        Assert.Equal("reauthentication", desk.ReplacedBecause);
        Assert.True(desk.Connect());

        Assert.Equal(HistoryKind.Replaced, desk.History.Last());
        Assert.Null(desk.ReplacedBecause);
    }

    [Fact]
    public void The_gateway_in_use_is_the_first()
    {
        SupervisorDesk desk = new(Plain with { Gateways = 2 });
        desk.Up();
        desk.Pass(1.5);
        desk.Connect(desk.Running[1]);

        Want(desk, Instant.Never);

        Assert.Equal(["10.0.1.1"], desk.Ways);
    }

    [Fact]
    public void A_failure_leaves_the_session_and_is_repeated_with_longer_waits()
    {
        SupervisorDesk desk = new SupervisorDesk(Plain).Connected();
        Want(desk, Instant.Never);
        List<double> waits = [];
        for (int i = 0; i < 10; i++)
        {
            desk.Fail(SetbackKind.NoRoute);
            Assert.Equal(Phase.Connected, desk.Standing.Phase);
            double from = desk.Elapsed;
            while (desk.Running.Count == 0)
                desk.Pass(0.1);
            waits.Add(desk.Elapsed - from);
        }

        Assert.InRange(waits[0], 0.5, 1.1);
        Assert.InRange(waits[1], 1, 2.1);
        Assert.InRange(waits[9], 60, 120.1);
    }

    [Fact]
    public void It_is_not_worth_it_after_the_session_will_have_ended()
    {
        SupervisorDesk desk = new SupervisorDesk(Plain).Connected();
        Want(desk, desk.Now + TimeSpan.FromMilliseconds(100));

        desk.Fail(SetbackKind.Silent);
        desk.Pass(1000);

        Assert.Equal(Instant.Never, Assert.Single(desk.Of<ReplacementFailed>()).NextTry);
        Assert.Empty(desk.Running);
    }

    [Fact]
    public void A_wish_during_a_round_begins_no_second_one()
    {
        SupervisorDesk desk = new SupervisorDesk(Plain).Connected();
        desk.Do((s, now) => s.HandleSuspect("silence", now));

        Want(desk, Instant.Never);

        Assert.Single(desk.Running);
    }

    [Fact]
    public void A_network_that_goes_in_between_does_not_end_the_wish()
    {
        SupervisorDesk desk = new SupervisorDesk(Plain).Connected();
        Want(desk, Instant.Never);

        desk.Network(SupervisorDesk.Offline);
        Assert.Empty(desk.Running);
        desk.Network(SupervisorDesk.Both with { Generation = 3 });

        Assert.Single(desk.Running);
    }

    [Fact]
    public void Without_a_session_there_is_nothing_to_replace()
    {
        SupervisorDesk desk = new(Plain);
        desk.Up();

        Want(desk, Instant.Never);

        Assert.Single(desk.Begun);
        Assert.Null(desk.ReplacedBecause);
    }

    private static void Want(SupervisorDesk desk, Instant deadline) =>
        desk.Do((s, now) => s.WantReplacement("reauthentication", deadline, now));
}
