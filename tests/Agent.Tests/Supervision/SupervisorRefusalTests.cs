using Holdfast.Supervision;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class SupervisorRefusalTests
{
    [Fact]
    public void After_a_refusal_the_next_gateway_is_tried_at_once()
    {
        SupervisorDesk desk = new(new SupervisorSettings { Gateways = 2 });

        desk.Up();
        desk.Fail(SetbackKind.Authentication);

        Assert.Equal(["10.0.1.1"], desk.Ways);
        Assert.Contains(HistoryKind.Refused, desk.History);
    }

    [Fact]
    public void A_gateway_that_refused_is_not_asked_over_its_other_addresses()
    {
        SupervisorDesk desk = new();
        desk.Names[0] = ["10.0.0.1", "10.0.0.2"];

        desk.Up();
        desk.Fail(SetbackKind.Refused);

        Assert.Single(desk.Begun);
        RoundFailed failed = Assert.Single(desk.Of<RoundFailed>());
        Assert.Equal(SetbackKind.Refused, failed.Setback.Kind);
    }

    [Fact]
    public void Where_all_refuse_the_wait_is_of_minutes_and_doubles_to_its_cap()
    {
        SupervisorDesk desk = new();
        desk.Up();
        List<double> waits = [];
        for (int i = 0; i < 8; i++)
        {
            desk.Fail(SetbackKind.NoAddress);
            Assert.Equal(Phase.Waiting, desk.Standing.Phase);
            double from = desk.Elapsed;
            while (desk.Running.Count == 0)
                desk.Pass(1);
            waits.Add(desk.Elapsed - from);
        }

        Assert.InRange(waits[0], 30, 61);
        Assert.InRange(waits[1], 60, 121);
        Assert.All(waits.Skip(4), w => Assert.InRange(w, 7.5 * 60, (15 * 60) + 1));
    }

    [Fact]
    public void A_gateway_that_refused_is_held_while_the_other_one_is_silent()
    {
        SupervisorDesk desk = new(new SupervisorSettings { Gateways = 2, TriesNatPort = false });
        desk.Up();
        desk.Fail(SetbackKind.Refused);
        desk.Fail(SetbackKind.Silent);

        desk.Pass(10);

        Assert.Equal(["10.0.0.1", "10.0.1.1", "10.0.1.1"], desk.Begun);
    }

    [Fact]
    public void What_makes_it_sensible_forgives_a_refusal()
    {
        SupervisorDesk desk = new();
        desk.Up();
        desk.Fail(SetbackKind.Authentication);
        Assert.Empty(desk.Running);

        desk.Do((s, now) => s.Hurry(now));

        Assert.Single(desk.Running);
    }

    [Fact]
    public void A_session_that_ends_with_a_refusal_holds_its_gateway()
    {
        SupervisorDesk desk = new SupervisorDesk(new SupervisorSettings { Gateways = 2 }).Connected();
        desk.Pass(100);

        desk.Lose(SetbackKind.Authentication);
        desk.Pass(1);

        Assert.Equal("10.0.1.1", desk.Ways.First());
    }
}
