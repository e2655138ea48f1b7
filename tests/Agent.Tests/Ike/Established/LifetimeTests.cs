using System.Buffers.Binary;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>Soft and hard expiry, of Child SAs, of the IKE SA and of the authentication (RFC 4478).</summary>
public sealed class LifetimeTests
{
    private static readonly IkeSettings Short = TestSettings.Create() with
    {
        Children = [TestSettings.Child() with { Lifetime = new ChildLifetime(new SaLifetime(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10)), 0, 0) }],
        IkeLifetime = new SaLifetime(TimeSpan.FromMinutes(28), TimeSpan.FromMinutes(30)),
    };

    [Fact]
    public void A_child_sa_is_rekeyed_at_its_time_or_a_little_earlier()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)), Short);
        wires.Gateway.AnswerCreate = wires.Gateway.Grant;
        Instant up = wires.Now;
        Assert.True(wires.RunUntil(() => wires.Actions.OfType<InstallChild>().Count() == 2, TimeSpan.FromMinutes(10)));

        Assert.InRange(wires.Now - up, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(9) + TimeSpan.FromSeconds(1));
    }

    /// <summary>Refused to the end: it stops at the hard end, and a new one is asked for.</summary>
    [Fact]
    public void A_child_sa_that_can_not_be_rekeyed_stops_at_its_end_and_is_asked_for_again()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)), Short);
        wires.Gateway.AnswerCreate = request => request.Has(NotifyType.RekeySa)
            ? [Notifications.Of(NotifyType.NoAdditionalSas)]
            : wires.Gateway.Grant(request);
        uint old = wires.Child!.InboundSpi;
        wires.Pass(TimeSpan.FromMinutes(9) + TimeSpan.FromSeconds(50));
        Assert.DoesNotContain(wires.Actions, a => a is StopSending);
        wires.Pass(TimeSpan.FromSeconds(20));

        Assert.Contains(wires.Actions, a => a is StopSending stop && stop.InboundSpi == old);
        Assert.Contains(old, wires.Gateway.DeletedChildren);
        Assert.Equal(2, wires.Actions.OfType<InstallChild>().Count());
        Assert.Null(wires.Down);
    }

    /// <summary>In a black hole the rekey waits for its answer; the keys' end does not.</summary>
    [Fact]
    public void The_hard_end_stops_a_child_sa_whose_rekey_is_under_way()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)), Short);
        wires.PassToGateway = _ => false;
        uint old = wires.Child!.InboundSpi;
        wires.Do(s => s.HandleChildExpiry(old, isHard: false, wires.Now));
        wires.Pass(TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(wires.Actions, a => a is StopSending);
        wires.Do(s => s.HandleChildExpiry(old, isHard: true, wires.Now));
        wires.Pass(TimeSpan.FromMilliseconds(100));

        Assert.Contains(wires.Actions, a => a is StopSending stop && stop.InboundSpi == old);
        wires.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(FaultKind.PeerSilent, wires.Down!.Fault.Kind);
        Assert.Single(wires.Actions.OfType<RemoveChild>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_expiry_of_what_there_is_not_is_nothing(bool isHard)
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)));
        int sent = wires.Sent.Count;
        wires.Do(s => s.HandleChildExpiry(0xDEAD, isHard, wires.Now));

        Assert.Equal(sent, wires.Sent.Count);
    }

    [Fact]
    public void An_ike_sa_that_can_not_be_rekeyed_ends_at_its_end()
    {
        using Wires wires = Wires.Connected(new Responder(new SeededRandom(2)), Short);
        wires.Gateway.AnswerCreate = request => request.OfType<TsPayload>().Any()
            ? wires.Gateway.Grant(request)
            : [Notifications.Of(NotifyType.NoAdditionalSas)];
        Instant up = wires.Now;
        Assert.True(wires.RunUntil(() => wires.Down is not null, TimeSpan.FromHours(1)));

        Assert.Equal(FaultKind.Expired, wires.Down!.Fault.Kind);
        Assert.InRange(wires.Now - up, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(31));
        Assert.True(wires.Gateway.IsDeleted);
    }

    /// <summary>Under ten seconds it is ten, as the gateway would see a login every second; over a year it is a year.</summary>
    [Theory]
    [InlineData(0u, 10)]
    [InlineData(1u, 10)]
    [InlineData(60u, 60)]
    [InlineData(3600u, 3600)]
    public void The_gateways_lifetime_of_the_authentication_is_kept(uint seconds, int end)
    {
        using Wires wires = Wires.Connected(WithLifetime(seconds));
        Instant up = wires.Now;
        Assert.True(wires.RunUntil(() => wires.Actions.OfType<ReauthenticationDue>().Any(), TimeSpan.FromSeconds(end)));

        ReauthenticationDue due = wires.Actions.OfType<ReauthenticationDue>().Single();
        Assert.InRange(due.Deadline - up, TimeSpan.FromSeconds(end - 1), TimeSpan.FromSeconds(end));
        Assert.True(wires.Now < due.Deadline);
        Assert.True(wires.Now - up >= TimeSpan.FromSeconds(end * 0.7));
        wires.Pass(TimeSpan.FromSeconds(end * 2));
        Assert.Single(wires.Actions.OfType<ReauthenticationDue>());
    }

    [Fact]
    public void The_longest_lifetime_is_no_overflow()
    {
        using Wires wires = Wires.Connected(WithLifetime(uint.MaxValue));
        wires.Pass(TimeSpan.FromMinutes(20));

        Assert.Empty(wires.Actions.OfType<ReauthenticationDue>());
        Assert.Null(wires.Down);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_lifetime_of_a_wrong_length_is_none(int length)
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [.. p, Notifications.Of(NotifyType.AuthLifetime, new byte[length])] };
        using Wires wires = Wires.Connected(gateway);
        wires.Pass(TimeSpan.FromMinutes(5));

        Assert.Empty(wires.Actions.OfType<ReauthenticationDue>());
    }

    [Fact]
    public void A_shorter_lifetime_that_comes_later_counts()
    {
        using Wires wires = Wires.Connected(WithLifetime(3600));
        wires.Deliver(wires.Gateway.Request(ExchangeType.Informational, Lifetime(60)));

        Assert.True(wires.RunUntil(() => wires.Actions.OfType<ReauthenticationDue>().Any(), TimeSpan.FromSeconds(60)));
    }

    private static Responder WithLifetime(uint seconds) => new(new SeededRandom(2)) { BendAuth = p => [.. p, Lifetime(seconds)] };

    private static NotifyPayload Lifetime(uint seconds)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, seconds);
        return Notifications.Of(NotifyType.AuthLifetime, octets);
    }
}
