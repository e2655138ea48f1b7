using Holdfast.Supervision;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class SupervisorNameTests
{
    [Fact]
    public void A_name_is_asked_for_again_at_every_attempt()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Pass(100);
        desk.Names[0] = ["10.9.9.9"];

        desk.Lose(SetbackKind.Silent);

        Assert.Equal(2, desk.Of<ResolveGateway>().Count());
        Assert.Equal(["10.9.9.9"], desk.Ways);
    }

    [Fact]
    public void While_a_name_hangs_the_addresses_that_it_had_are_used_after_a_moment()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Pass(100);
        desk.Names[0] = null;

        desk.Lose(SetbackKind.Silent);
        Assert.Empty(desk.Running);
        desk.Pass(desk.Settings.NamePatience.TotalSeconds);

        Assert.Equal(["10.0.0.1"], desk.Ways);
    }

    [Fact]
    public void A_late_name_brings_its_addresses_into_the_round()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Pass(100);
        desk.Names[0] = null;
        desk.Lose(SetbackKind.Silent);
        desk.Pass(3);

        desk.Find(0, "10.0.0.7");

        Assert.Equal(["10.0.0.1", "10.0.0.7"], desk.Ways);
    }

    [Fact]
    public void A_name_that_fails_leaves_the_addresses_that_it_had()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Pass(100);
        desk.Names[0] = [];

        desk.Lose(SetbackKind.Silent);

        Assert.Equal(["10.0.0.1"], desk.Ways);
    }

    [Fact]
    public void A_name_that_never_was_found_is_asked_for_again_in_seconds()
    {
        SupervisorDesk desk = new();
        desk.Names[0] = [];

        desk.Up();
        desk.Pass(2);

        Assert.InRange(desk.Of<ResolveGateway>().Count(), 2, 4);
        Assert.All(desk.Of<RoundFailed>(), f => Assert.Equal(SetbackKind.NoName, f.Setback.Kind));
    }

    [Fact]
    public void A_name_that_hangs_does_not_hold_up_the_next_gateway_nor_make_time_stand_still()
    {
        SupervisorDesk desk = new(new SupervisorSettings { Gateways = 3 });
        desk.Names[1] = null;

        desk.Up();
        desk.Pass(1.2);
        Assert.Equal(["10.0.0.1"], desk.Ways);
        desk.Pass(0.4);

        Assert.Equal(["10.0.0.1", "10.0.2.1"], desk.Ways);
    }

    [Fact]
    public void Names_are_asked_for_again_while_nobody_answers()
    {
        SupervisorDesk desk = new();
        desk.Up();
        desk.Pass(60);
        desk.Names[0] = ["10.0.0.1", "10.0.0.8"];

        desk.Pass(62);

        Assert.Contains("10.0.0.8", desk.Ways);
    }

    [Fact]
    public void The_same_answer_again_begins_nothing_twice()
    {
        SupervisorDesk desk = new();
        desk.Up();

        desk.Pass(15 * 60);

        Assert.Equal(["10.0.0.1", "10.0.0.1 nat"], desk.Begun);
    }
}
