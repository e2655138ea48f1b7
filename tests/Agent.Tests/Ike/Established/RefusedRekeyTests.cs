using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>Rekeys that the gateway refuses, for the moment or for good (RFC 7296 sections 2.21.3 and 2.25).</summary>
public sealed class RefusedRekeyTests
{
    [Fact]
    public void Temporary_failure_without_end_ends_the_session_after_minutes()
    {
        using Wires wires = Answering(NotifyType.TemporaryFailure);
        Instant before = wires.Now;
        wires.Do(s => s.RekeyIke(wires.Now));

        Assert.True(wires.RunUntil(() => wires.Down is not null));
        Assert.InRange(wires.Now - before, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(7));
        Assert.Equal(FaultKind.Rejected, wires.Down!.Fault.Kind);
        Assert.True(wires.Gateway.IsDeleted);
        Assert.InRange(wires.Gateway.Requests.Count, 30, 100);
    }

    /// <summary>One now and one in ten minutes are two collisions, not a gateway that has lost its mind.</summary>
    [Fact]
    public void Temporary_failures_far_apart_are_not_added_up()
    {
        Responder gateway = new(new SeededRandom(2));
        using Wires wires = Wires.Connected(gateway);
        uint refused = 0;
        gateway.AnswerCreate = _ => ++refused % 2 == 1
            ? [Notifications.Of(NotifyType.TemporaryFailure)]
            : [Notifications.Of(NotifyType.NoAdditionalSas)];
        for (int i = 0; i < 5; i++)
        {
            wires.Do(s => s.RekeyIke(wires.Now));
            wires.Pass(TimeSpan.FromMinutes(10));
        }

        Assert.Null(wires.Down);
        Assert.True(refused >= 10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_gateway_that_never_rekeys_is_replaced_before_the_lifetime_ends(bool ofIkeSa)
    {
        using Wires wires = Answering(NotifyType.NoAdditionalSas);
        Begin(wires, ofIkeSa);

        ReauthenticationDue due = Assert.Single(wires.Actions.OfType<ReauthenticationDue>());
        Assert.True(due.Deadline > wires.Now);
        Assert.Null(wires.Down);
        Assert.Empty(wires.Actions.OfType<RemoveChild>());
        Assert.Contains("NO_ADDITIONAL_SAS", due.Why, StringComparison.Ordinal);
    }

    /// <summary>Fatal in both peers, without a Delete.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Invalid_syntax_as_the_answer_is_the_end(bool ofIkeSa)
    {
        using Wires wires = Answering(NotifyType.InvalidSyntax);
        Begin(wires, ofIkeSa);

        Assert.NotNull(wires.Down);
        Assert.False(wires.Gateway.IsDeleted);
        Assert.Single(wires.Actions.OfType<RemoveChild>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void An_invalid_ke_of_a_wrong_size_is_a_refusal_like_any_other(int size)
    {
        Responder gateway = new(new SeededRandom(2));
        using Wires wires = Wires.Connected(gateway);
        gateway.AnswerCreate = _ => [Notifications.Of(NotifyType.InvalidKePayload, new byte[size])];
        wires.Do(s => s.RekeyIke(wires.Now));
        wires.Pass(TimeSpan.FromSeconds(20));

        Assert.Null(wires.Down);
        Assert.Single(wires.Actions.OfType<ReauthenticationDue>());
    }

    [Theory]
    [InlineData(KeyExchangeMethod.Modp1024)]
    [InlineData(KeyExchangeMethod.Curve25519)]
    [InlineData(KeyExchangeMethod.Ecp256)]
    public void An_invalid_ke_is_followed_once_and_to_what_was_offered_only(KeyExchangeMethod wanted)
    {
        Responder gateway = new(new SeededRandom(2));
        using Wires wires = Wires.Connected(gateway);
        gateway.AnswerCreate = _ => [Notifications.InvalidKe(wanted)];
        wires.Do(s => s.RekeyIke(wires.Now));
        wires.Pass(TimeSpan.FromSeconds(2));

        KeyExchangeMethod[] tried = [.. gateway.Requests.SelectMany(r => r.OfType<KePayload>()).Select(k => k.Method)];
        Assert.Equal(wanted == KeyExchangeMethod.Ecp256 ? [KeyExchangeMethod.Curve25519, wanted] : [KeyExchangeMethod.Curve25519], tried);
        Assert.Null(wires.Down);
    }

    private static Wires Answering(NotifyType refusal)
    {
        Wires wires = Wires.Connected(new Responder(new SeededRandom(2)));
        wires.Gateway.AnswerCreate = _ => [Notifications.Of(refusal)];
        return wires;
    }

    private static void Begin(Wires wires, bool ofIkeSa)
    {
        wires.Do(s =>
        {
            if (ofIkeSa)
                s.RekeyIke(wires.Now);
            else
                s.HandleChildExpiry(wires.Child!.InboundSpi, isHard: false, wires.Now);
        });
        wires.Pass(TimeSpan.FromSeconds(1));
    }
}
