using Holdfast.Supervision;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>Gateways that send a connection elsewhere (RFC 5685).</summary>
public sealed class SupervisorRedirectTests
{
    private static readonly SupervisorSettings Plain = new() { TriesNatPort = false };

    [Fact]
    public void An_attempt_goes_on_where_it_is_sent_at_once()
    {
        SupervisorDesk desk = Started(Plain);

        Send(desk, desk.Running[0], "10.9.0.1");

        BeginAttempt begun = desk.Of<BeginAttempt>().Last();
        Assert.Equal((IpAddress.Parse("10.9.0.1"), IpAddress.Parse("10.0.0.1")), (begun.Candidate.Address, begun.Candidate.RedirectedFrom));
        Assert.False(begun.IsBeside);
        Assert.Equal(0, desk.Elapsed);
        Assert.True(desk.Connect(begun.Attempt));
        Assert.Equal(IpAddress.Parse("10.9.0.1"), desk.InUse!.Value.Address);
    }

    [Fact]
    public void It_comes_before_the_other_addresses_and_they_have_their_turn_when_it_fails()
    {
        SupervisorDesk desk = new(Plain);
        desk.Names[0] = ["10.0.0.1", "10.0.0.2"];
        desk.Up();

        Send(desk, desk.Running[0], "10.9.0.1");
        Assert.Equal("10.9.0.1", desk.Begun.Last());
        desk.Fail(SetbackKind.Silent, desk.Of<BeginAttempt>().Last().Attempt);
        desk.Fail(SetbackKind.Silent, desk.Of<BeginAttempt>().Last().Attempt);

        Assert.Equal(["10.0.0.1", "10.9.0.1", "10.0.0.1", "10.0.0.2"], desk.Begun);
    }

    /// <summary>A forger's redirect to an address that is silent holds nothing up.</summary>
    [Fact]
    public void Where_nobody_answers_the_sender_is_asked_again_soon_and_beside()
    {
        SupervisorDesk desk = Started(Plain);
        Send(desk, desk.Running[0], "10.9.0.1");

        desk.Pass(1.1);

        Assert.Equal(["10.9.0.1", "10.0.0.1"], desk.Ways);
        Assert.Null(desk.Of<BeginAttempt>().Last().Candidate.RedirectedFrom);
        Assert.True(desk.Connect(desk.Running[1]));
        Assert.Empty(desk.Running);
    }

    [Fact]
    public void Back_to_where_it_came_from_is_a_way_like_another()
    {
        SupervisorDesk desk = Started(Plain);

        Send(desk, desk.Running[0], "10.9.0.1");
        Send(desk, desk.Running.Last(), "10.0.0.1");

        Assert.Equal(IpAddress.Parse("10.9.0.1"), desk.Of<BeginAttempt>().Last().Candidate.RedirectedFrom);
        Assert.Equal(["10.0.0.1", "10.9.0.1", "10.0.0.1"], desk.Begun);
    }

    [Fact]
    public void A_session_that_is_sent_away_stands_until_the_other_does()
    {
        SupervisorDesk desk = new SupervisorDesk(Plain).Connected();

        Send(desk, null, "10.9.0.1");

        Assert.Equal(Phase.Connected, desk.Standing.Phase);
        Assert.True(desk.Of<BeginAttempt>().Last().IsBeside);
        Assert.Equal(["10.9.0.1"], desk.Ways);
        Assert.True(desk.Connect());
        Assert.Equal(HistoryKind.Replaced, desk.History.Last());
    }

    [Theory]
    [InlineData(SetbackKind.Silent)]
    [InlineData(SetbackKind.Authentication)]
    [InlineData(SetbackKind.Closed)]
    public void Where_the_other_would_not_have_it_it_stays(SetbackKind kind)
    {
        SupervisorDesk desk = new SupervisorDesk(new SupervisorSettings()).Connected();
        Send(desk, null, "10.9.0.1");

        desk.Fail(kind);
        desk.Pass(600);

        Assert.Equal(Phase.Connected, desk.Standing.Phase);
        Assert.Single(desk.Of<ReplacementFailed>());
        Assert.Equal(2, desk.Begun.Count());
    }

    [Fact]
    public void A_silent_one_is_given_up_and_the_session_stays()
    {
        SupervisorDesk desk = new SupervisorDesk(new SupervisorSettings()).Connected();
        Send(desk, null, "10.9.0.1");

        desk.Pass(600);

        Assert.Empty(desk.Running);
        Assert.Single(desk.Of<ReplacementFailed>());
        Assert.Empty(desk.Of<NobodyAnswers>());
        Assert.Equal(Phase.Connected, desk.Standing.Phase);
    }

    [Fact]
    public void Sent_away_and_dropped_it_connects_as_ever()
    {
        SupervisorDesk desk = new SupervisorDesk(Plain).Connected();
        Send(desk, null, "10.9.0.1");

        desk.Lose(SetbackKind.Closed);
        desk.Pass(10);

        Assert.Equal("10.0.0.1", desk.Begun.Last());
    }

    [Fact]
    public void Of_a_family_that_the_network_lacks_it_is_passed_over_for_the_sender()
    {
        SupervisorDesk desk = new(Plain, new NetworkView(true, false, 1));
        desk.Up();

        Send(desk, desk.Running[0], "2001:db8::9");

        Assert.Equal(["10.0.0.1", "10.0.0.1"], desk.Begun);
    }

    [Fact]
    public void The_next_session_begins_with_the_configured_address_again()
    {
        SupervisorDesk desk = Started(Plain);
        Send(desk, desk.Running[0], "10.0.0.2");
        desk.Connect(desk.Running.Last());
        desk.Names[0] = ["10.0.0.1", "10.0.0.2"];

        desk.Lose(SetbackKind.Closed);
        desk.Pass(10);

        Assert.All(desk.Of<BeginAttempt>().Skip(2), begun => Assert.Null(begun.Candidate.RedirectedFrom));
        Assert.True(desk.Begun.Count() > 2);
    }

    [Fact]
    public void An_attempt_that_is_not_under_way_is_not_sent_anywhere()
    {
        SupervisorDesk desk = new SupervisorDesk(Plain).Connected();

        desk.Do((s, now) => s.HandleRedirect(1, [IpAddress.Parse("10.9.0.1")], now));

        Assert.Empty(desk.Running);
    }

    private static SupervisorDesk Started(SupervisorSettings settings)
    {
        SupervisorDesk desk = new(settings);
        desk.Up();
        return desk;
    }

    private static void Send(SupervisorDesk desk, long? attempt, params string[] to)
    {
        if (attempt is { } one)
            desk.Forget(one);
        desk.Do((s, now) => s.HandleRedirect(attempt, [.. to.Select(a => IpAddress.Parse(a))], now));
    }
}
