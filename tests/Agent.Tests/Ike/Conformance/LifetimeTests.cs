using System.Buffers.Binary;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>What happens when a time is over: of keys (RFC 7296 sections 2.8 and 2.25), of an authentication (RFC 4478).</summary>
public sealed class LifetimeTests
{
    private static readonly SaLifetime Short = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(4));
    private static readonly SaLifetime Long = SaLifetime.Of(TimeSpan.FromDays(1));

    [Theory]
    [InlineData(0.0, 100)]
    [InlineData(0.5, 95)]
    [InlineData(1.0, 90)]
    public void A_rekey_begins_up_to_a_tenth_earlier_at_random(double random, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SaLifetime.Of(TimeSpan.FromSeconds(100)).RekeyAfter(random));

    [Fact]
    public void A_child_that_can_not_be_rekeyed_asks_for_a_new_session_and_is_not_used_beyond_its_time()
    {
        using Standing standing = new(WithChild(Short));
        Instant up = standing.Wires.Now;
        standing.Run(TimeSpan.FromMinutes(3.9));
        Assert.Single(standing.Actions<ReauthenticationDue>());
        Assert.Empty(standing.Actions<StopSending>());

        standing.Run(TimeSpan.FromMinutes(0.2));
        Assert.Equal(standing.Wires.Child!.InboundSpi, standing.Actions<StopSending>().Single().InboundSpi);
        Assert.Contains(standing.Wires.Child.InboundSpi, standing.Gateway.DeletedChildren);
        Assert.Null(standing.Wires.Down);
    }

    [Fact]
    public void NO_ADDITIONAL_SAS_to_a_rekey_leads_to_a_new_session_while_the_old_one_stands()
    {
        using Standing standing = new();
        standing.Gateway.AnswerCreate = _ => [new NotifyPayload(NotifyType.NoAdditionalSas)];
        standing.Wires.Do(s => s.HandleChildExpiry(standing.Wires.Child!.InboundSpi, isHard: false, standing.Wires.Now));
        standing.Run(TimeSpan.FromSeconds(1));

        Assert.Single(standing.Actions<ReauthenticationDue>());
        Assert.Empty(standing.Actions<StopSending>());
    }

    [Fact]
    public void An_ike_sa_that_can_not_be_rekeyed_is_closed_with_its_children_when_its_time_is_over()
    {
        using Standing standing = new(TestSettings.Create() with { IkeLifetime = Short });
        standing.Run(TimeSpan.FromMinutes(5));

        Assert.Equal(FaultKind.Expired, standing.Wires.Down!.Fault.Kind);
        Assert.True(standing.Gateway.IsDeleted);
        Assert.Single(standing.Actions<RemoveChild>());
        Assert.Single(standing.Actions<ReauthenticationDue>());
    }

    [Fact]
    public void TEMPORARY_FAILURE_is_not_retried_at_once_and_without_end_closes_the_ike_sa()
    {
        using Standing standing = new(WithChild(Long));
        List<Instant> tries = [];
        standing.Gateway.AnswerCreate = _ =>
        {
            tries.Add(standing.Wires.Now);
            return [new NotifyPayload(NotifyType.TemporaryFailure)];
        };
        standing.Wires.Do(s => s.HandleChildExpiry(standing.Wires.Child!.InboundSpi, isHard: false, standing.Wires.Now));
        Assert.True(standing.Wires.RunUntil(() => standing.Wires.Down is not null, TimeSpan.FromMinutes(10)));

        Assert.All(tries.Zip(tries.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(4)));
        Assert.InRange(tries[^1] - tries[0], TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.True(standing.Gateway.IsDeleted);
    }

    [Fact]
    public void An_authentication_lifetime_asks_for_a_new_session_in_time()
    {
        using Standing standing = new(WithChild(Long), WithLifetime(3600));
        Instant up = standing.Wires.Now;
        standing.Run(TimeSpan.FromSeconds(3600));

        ReauthenticationDue due = Assert.Single(standing.Actions<ReauthenticationDue>());
        Assert.InRange(due.Deadline - up, TimeSpan.FromSeconds(3599), TimeSpan.FromSeconds(3600));
        Assert.Null(standing.Wires.Down);
    }

    [Fact]
    public void A_later_one_counts_from_its_arrival_and_takes_the_place_of_the_first()
    {
        using Standing standing = new(WithChild(Long), WithLifetime(1000));
        standing.Run(TimeSpan.FromSeconds(500));
        Instant then = standing.Wires.Now;
        Assert.Empty(standing.Ask(ExchangeType.Informational, Lifetime(3600))!);
        standing.Run(TimeSpan.FromSeconds(3000));
        Assert.Empty(standing.Actions<ReauthenticationDue>());

        standing.Run(TimeSpan.FromSeconds(600));
        Assert.InRange(
            standing.Actions<ReauthenticationDue>().Single().Deadline - then, TimeSpan.FromSeconds(3599), TimeSpan.FromSeconds(3601));
    }

    [Fact]
    public void Zero_asks_within_seconds()
    {
        using Standing standing = new();
        standing.Ask(ExchangeType.Informational, Lifetime(0));
        standing.Run(TimeSpan.FromSeconds(10));

        Assert.Single(standing.Actions<ReauthenticationDue>());
    }

    [Fact]
    public void Our_own_setting_stays_where_it_is_stricter()
    {
        using Standing standing = new(TestSettings.Create() with { Reauthentication = TimeSpan.FromMinutes(10) }, WithLifetime(86_400));
        Instant up = standing.Wires.Now;
        standing.Run(TimeSpan.FromMinutes(10));

        Assert.InRange(
            standing.Actions<ReauthenticationDue>().Single().Deadline - up, TimeSpan.FromSeconds(599), TimeSpan.FromSeconds(601));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    public void A_lifetime_of_another_length_is_ignored(int length)
    {
        using Standing standing = new();
        Assert.Empty(standing.Ask(ExchangeType.Informational, new NotifyPayload(NotifyType.AuthLifetime, new byte[length]))!);
        standing.Run(TimeSpan.FromMinutes(30));

        Assert.Empty(standing.Actions<ReauthenticationDue>());
    }

    [Fact]
    public void A_rekey_of_the_ike_sa_does_not_prolong_an_authentication()
    {
        Pair pair = new(settings: Pair.Settings() with { Reauthentication = TimeSpan.FromMinutes(20) });
        Instant begin = pair.Now;
        pair.Site.RekeyIke(pair.Now);
        pair.Run(TimeSpan.FromMinutes(20));

        ReauthenticationDue due = Assert.Single(pair.Site.Actions.OfType<ReauthenticationDue>());
        Assert.Equal(TimeSpan.FromMinutes(20), due.Deadline - begin);
        Assert.NotEmpty(pair.Site.Actions.OfType<SessionChanged>());
    }

    private static IkeSettings WithChild(SaLifetime lifetime) => TestSettings.Create() with
    {
        Children = [TestSettings.Child() with { Lifetime = new ChildLifetime(lifetime, 0, 0) }],
    };

    private static Responder WithLifetime(uint seconds) => new(new SeededRandom(2)) { BendAuth = p => [.. p, Lifetime(seconds)] };

    private static NotifyPayload Lifetime(uint seconds)
    {
        byte[] data = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(data, seconds);
        return new NotifyPayload(NotifyType.AuthLifetime, data);
    }
}
