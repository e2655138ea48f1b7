using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>An attempt at a gateway that does not answer at all, and what becomes of it once somebody does.</summary>
public sealed class UnansweredTests
{
    private static readonly IkeSettings Patient = TestSettings.Create() with { Unanswered = RetransmitPolicy.Patient };

    [Fact]
    public void A_site_without_a_fleet_repeats_every_second_for_a_minute_and_then_ever_more_seldom()
    {
        RetransmitPolicy policy = RetransmitPolicy.Persistent;
        Assert.Equal(0.25, policy.WaitAfter(1, TimeSpan.Zero, 0).TotalSeconds);
        Assert.Equal(0.5, policy.WaitAfter(6, TimeSpan.FromSeconds(3), 0).TotalSeconds);
        Assert.Equal(0.75, policy.WaitAfter(12, TimeSpan.FromSeconds(6), 0).TotalSeconds);
        Assert.Equal(1, policy.WaitAfter(20, TimeSpan.FromSeconds(59), 0).TotalSeconds);
        Assert.Equal(2, policy.WaitAfter(80, TimeSpan.FromSeconds(60), 0).TotalSeconds);
        Assert.Equal(8, policy.WaitAfter(120, TimeSpan.FromMinutes(4), 0).TotalSeconds);
        Assert.Equal(60, policy.WaitAfter(150, TimeSpan.FromMinutes(30), 0).TotalSeconds);
        Assert.Equal(45, policy.WaitAfter(150, TimeSpan.FromMinutes(30), 1).TotalSeconds);
    }

    [Fact]
    public void What_a_fleet_suffers_together_is_repeated_soon_once_and_then_over_the_spread()
    {
        TimeSpan spread = TimeSpan.FromSeconds(100);
        RetransmitPolicy policy = RetransmitPolicy.Unanswered(spread, isShared: true);
        Assert.InRange(policy.WaitAfter(1, TimeSpan.Zero, 0.9), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));
        foreach (double elapsed in new[] { 0.2, 50, 3000 })
        {
            Assert.Equal(110, policy.WaitAfter(2, TimeSpan.FromSeconds(elapsed), 0).TotalSeconds, 3);
            Assert.Equal(55, policy.WaitAfter(2, TimeSpan.FromSeconds(elapsed), 0.75).TotalSeconds, 3);
        }

        Assert.Equal(RetransmitPolicy.Patient, RetransmitPolicy.Unanswered(spread, isShared: false));
        Assert.Equal(RetransmitPolicy.Persistent, RetransmitPolicy.Unanswered(TimeSpan.Zero, isShared: true));
    }

    /// <summary>IKE_AUTH is not sent again before the way had its time, but soon where it is short.</summary>
    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(1, 0.1)]
    [InlineData(50, 0.15)]
    [InlineData(100, 0.25)]
    [InlineData(400, 0.6)]
    [InlineData(4000, 6)]
    [InlineData(10_000, 8)]
    public void What_follows_the_first_exchange_waits_for_as_long_as_that_took(int milliseconds, double seconds) =>
        Assert.Equal(seconds, RetransmitPolicy.Quick.For(TimeSpan.FromMilliseconds(milliseconds)).WaitAfter(1).TotalSeconds);

    [Fact]
    public void A_site_that_counts_its_bytes_or_has_thousands_beside_it_waits_as_long_on_a_short_way() =>
        Assert.Equal(0.5, RetransmitPolicy.Default.For(TimeSpan.FromMilliseconds(1)).WaitAfter(1).TotalSeconds);

    [Fact]
    public void Waits_grow_for_eight_seconds_and_are_then_as_long_as_the_time_before_them()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            using Wires wires = new(Patient, new Responder(new SeededRandom(2)), seed);
            List<TimeSpan> at = Record(wires, answers: false);
            Instant begun = wires.Now;
            Assert.True(wires.RunUntil(() => wires.Down is not null, TimeSpan.FromHours(1)));

            Assert.Equal(FaultKind.Unreachable, wires.Down!.Fault.Kind);
            Assert.Equal(TimeSpan.FromHours(1), wires.Now - begun);
            Assert.InRange(at.Count, 65, 100);
            for (int i = 0; i < at.Count - 1; i++)
            {
                double longest = at[i].TotalSeconds < 8 ? 0.5 * Math.Pow(1.4, i) : Math.Min(at[i].TotalSeconds, 60);
                Assert.InRange((at[i + 1] - at[i]).TotalSeconds, (longest * 0.75) - 0.001, longest + 0.001);
            }
        }
    }

    [Fact]
    public void Two_sites_do_not_repeat_at_the_same_moments()
    {
        List<TimeSpan>[] both = [.. new[] { 1, 2 }.Select(seed =>
        {
            using Wires wires = new(Patient, new Responder(new SeededRandom(2)), seed);
            List<TimeSpan> at = Record(wires, answers: false);
            wires.Pass(TimeSpan.FromMinutes(10));
            return at;
        })];
        Assert.Empty(both[0].Skip(1).Intersect(both[1]));
    }

    [Fact]
    public void A_gateway_that_comes_back_late_is_connected_to()
    {
        using Wires wires = new(Patient, new Responder(new SeededRandom(2)));
        wires.PassToGateway = _ => false;
        wires.Pass(TimeSpan.FromMinutes(15));
        wires.PassToGateway = _ => true;

        Assert.True(wires.RunUntil(() => wires.Up is not null, TimeSpan.FromSeconds(61)));
        Assert.Single(wires.Actions.OfType<GatewayAnswered>());
    }

    /// <summary>A cookie, which may be forged, and silence after it.</summary>
    [Fact]
    public void From_the_first_answer_on_the_time_of_connecting_counts()
    {
        IkeSettings settings = Patient with { Connecting = RetransmitPolicy.Default with { GiveUpAfter = TimeSpan.FromSeconds(30) } };
        using Wires wires = new(settings, new Responder(new SeededRandom(2)) { Cookie = [1, 2, 3] });
        wires.PassToGateway = _ => false;
        wires.Pass(TimeSpan.FromMinutes(5));
        Assert.DoesNotContain(wires.Actions, a => a is GatewayAnswered);
        int passed = 0;
        wires.PassToGateway = _ => passed++ == 0;
        Assert.True(wires.RunUntil(() => wires.Actions.OfType<GatewayAnswered>().Any(), TimeSpan.FromSeconds(61)));
        Instant answered = wires.Now;
        int before = wires.Sent.Count;
        wires.Pass(TimeSpan.FromSeconds(5));
        Assert.InRange(wires.Sent.Count - before, 4, 10);

        Assert.True(wires.RunUntil(() => wires.Down is not null));
        Assert.Equal(TimeSpan.FromSeconds(30), wires.Now - answered);
        Assert.Single(wires.Actions.OfType<GatewayAnswered>());
    }

    /// <summary>What counts only when it is repeated is asked for again soon.</summary>
    [Fact]
    public void A_refusal_by_a_gateway_that_came_back_late_is_found_out_soon()
    {
        using Wires wires = new(Patient, new Responder(new SeededRandom(2)));
        wires.Serve = message => IkeHeader.TryRead(message, out IkeHeader header, out _)
            ? [Responder.Plain(header, 0, [Notifications.Of(NotifyType.NoProposalChosen)])]
            : [];
        wires.PassToGateway = _ => false;
        wires.Pass(TimeSpan.FromMinutes(10));
        wires.PassToGateway = _ => true;
        Assert.True(wires.RunUntil(() => wires.Actions.OfType<GatewayAnswered>().Any(), TimeSpan.FromSeconds(61)));

        Assert.True(wires.RunUntil(() => wires.Down is not null, TimeSpan.FromSeconds(5)));
        Assert.Equal(FaultKind.NoCommonProposal, wires.Down!.Fault.Kind);
    }

    [Fact]
    public void Without_it_an_attempt_ends_as_it_always_did()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        List<TimeSpan> at = Record(wires, answers: false);
        Instant begun = wires.Now;
        Assert.True(wires.RunUntil(() => wires.Down is not null));

        Assert.Equal(TimeSpan.FromSeconds(60), wires.Now - begun);
        Assert.Equal([0, 500, 1200, 2180, 3552], at.Take(5).Select(t => Math.Round(t.TotalMilliseconds)));
    }

    /// <summary>Neither for what does not decode, nor for what has another SPI.</summary>
    [Fact]
    public void What_is_no_answer_does_not_count_as_one()
    {
        using Wires wires = new(Patient, new Responder(new SeededRandom(2)));
        wires.PassToGateway = _ => false;
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader ours, out _);
        wires.Deliver(Responder.Plain(ours with { InitiatorSpi = ours.InitiatorSpi + 1 }, 5, [Notifications.Of(NotifyType.Cookie, new byte[4])]));
        byte[] broken = Responder.Plain(ours, 5, [Notifications.Of(NotifyType.Cookie, new byte[4])]);
        broken[31] = 3; // the payload's length
        wires.Deliver(broken);
        Assert.DoesNotContain(wires.Actions, a => a is GatewayAnswered);

        wires.Deliver(Responder.Plain(ours, 0, [Notifications.Of(NotifyType.NoProposalChosen)]));
        Assert.Single(wires.Actions.OfType<GatewayAnswered>());
    }

    private static List<TimeSpan> Record(Wires wires, bool answers)
    {
        Instant begun = wires.Now;
        List<TimeSpan> at = [];
        wires.PassToGateway = _ =>
        {
            at.Add(wires.Now - begun - wires.Delay);
            return answers;
        };
        return at;
    }
}
