using Holdfast.Supervision;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>Which way is tried when (RFC 8305 sections 4 and 5).</summary>
public sealed class SupervisorOrderTests
{
    private static readonly string[] Dual = ["10.0.0.1", "10.0.0.2", "2001:db8::1"];

    [Fact]
    public void The_families_take_turns_and_the_port_of_nat_traversal_comes_after_all()
    {
        SupervisorDesk desk = new(new SupervisorSettings { Gateways = 2 });
        desk.Names[0] = Dual;

        desk.Up();
        desk.Pass(20);

        Assert.Equal(
            ["2001:db8::1", "10.0.0.1", "10.0.0.2", "10.0.1.1", "2001:db8::1 nat", "10.0.0.1 nat", "10.0.0.2 nat", "10.0.1.1 nat"],
            desk.Begun);
    }

    [Fact]
    public void The_next_way_is_tried_a_second_after_one_that_nobody_answers_and_those_before_go_on()
    {
        SupervisorDesk desk = new();
        desk.Names[0] = Dual;

        desk.Up();
        Assert.Equal(["2001:db8::1"], desk.Ways);
        desk.Pass(0.99);
        Assert.Single(desk.Running);
        desk.Pass(0.02);
        Assert.Equal(["2001:db8::1", "10.0.0.1"], desk.Ways);
    }

    [Fact]
    public void One_that_fails_lets_the_next_begin_at_once()
    {
        SupervisorDesk desk = new();
        desk.Names[0] = Dual;

        desk.Up();
        desk.Fail(SetbackKind.NoRoute);

        Assert.Equal(0, desk.Elapsed);
        Assert.Equal(["10.0.0.1"], desk.Ways);
    }

    [Fact]
    public void A_family_without_a_way_out_is_left_out()
    {
        SupervisorDesk desk = new(network: new NetworkView(true, false, 1));
        desk.Names[0] = Dual;

        desk.Up();
        desk.Pass(20);

        Assert.DoesNotContain(desk.Begun, w => w.Contains(':'));
        Assert.Equal(4, desk.Begun.Count());
    }

    [Fact]
    public void The_way_that_served_last_is_the_first()
    {
        SupervisorDesk desk = new();
        desk.Names[0] = Dual;
        desk.Up();
        desk.Pass(2.5);
        Assert.True(desk.Connect(desk.Running[2]));

        desk.Pass(100);
        desk.Lose(SetbackKind.Silent);

        Assert.Equal(["10.0.0.2"], desk.Ways);
    }

    [Fact]
    public void An_address_that_the_name_has_no_more_is_not_the_first_though_it_served()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Names[0] = ["10.0.0.9"];

        desk.Pass(100);
        desk.Lose(SetbackKind.Silent);

        Assert.Equal(["10.0.0.9"], desk.Ways);
    }

    [Fact]
    public void An_answer_cancels_the_others_and_holds_up_the_next()
    {
        SupervisorDesk desk = new();
        desk.Names[0] = Dual;
        desk.Up();
        desk.Pass(1.5);

        desk.Answer(desk.Running[1]);
        Assert.Equal(["10.0.0.1"], desk.Ways);
        desk.Pass(desk.Settings.AnswerPatience.TotalSeconds - 0.1);
        Assert.Equal(["10.0.0.1"], desk.Ways);

        desk.Pass(0.2);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], desk.Ways);
    }

    [Fact]
    public void Those_that_an_answer_cancelled_are_tried_again_when_it_comes_to_nothing()
    {
        SupervisorDesk desk = new();
        desk.Names[0] = ["10.0.0.1", "10.0.0.2"];
        desk.Up();
        desk.Pass(1.5);
        desk.Answer(desk.Running[1]);

        desk.Fail(SetbackKind.Silent);

        Assert.Equal("10.0.0.1", Assert.Single(desk.Ways));
    }

    [Fact]
    public void Of_two_that_answered_one_may_fail_without_that_time_stands_still()
    {
        SupervisorDesk desk = new();
        desk.Names[0] = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];
        desk.Up();
        desk.Answer();
        desk.Pass(desk.Settings.AnswerPatience.TotalSeconds + 0.1);
        desk.Answer(desk.Running[1]);

        desk.Fail(SetbackKind.Silent);
        desk.Pass(1);

        Assert.Single(desk.Running);
    }

    [Fact]
    public void The_first_that_connects_ends_all_others()
    {
        SupervisorDesk desk = new();
        desk.Names[0] = Dual;
        desk.Up();
        desk.Pass(2.5);
        long late = desk.Running[1];

        Assert.True(desk.Connect());
        Assert.Empty(desk.Running);
        Assert.Equal(Phase.Connected, desk.Standing.Phase);
        Assert.False(desk.Connect(late));
    }

    [Fact]
    public void Where_the_gateway_served_before_the_other_port_waits_longer()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Pass(100);
        desk.Lose(SetbackKind.Silent);

        desk.Pass(9);
        Assert.Equal(["10.0.0.1"], desk.Ways);
        desk.Pass(2);
        Assert.Equal(["10.0.0.1", "10.0.0.1 nat"], desk.Ways);
    }

    [Fact]
    public void In_another_network_the_other_port_does_not_wait()
    {
        SupervisorDesk desk = new SupervisorDesk().Connected();
        desk.Pass(100);
        desk.Lose(SetbackKind.Silent);

        desk.Pass(3);
        desk.Network(SupervisorDesk.Both with { Generation = 2 });
        desk.Pass(1.1);

        Assert.Equal(["10.0.0.1", "10.0.0.1 nat"], desk.Ways);
    }

    [Fact]
    public void No_more_than_eight_are_under_way()
    {
        SupervisorDesk desk = new(new SupervisorSettings { Gateways = 9, MostUnanswered = 100 });

        desk.Up();
        desk.Pass(100);

        Assert.Equal(8, desk.Running.Count);
    }
}
