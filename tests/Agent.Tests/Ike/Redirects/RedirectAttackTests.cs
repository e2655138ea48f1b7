using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Redirects;

/// <summary>Redirects of those who are not the gateway, and of gateways that are out of their mind.</summary>
public sealed class RedirectAttackTests
{
    [Fact]
    public void A_wrong_nonce_is_somebody_who_did_not_see_the_request()
    {
        using Wires wires = new(RedirectLab.Settings(), new Responder(new SeededRandom(2)));

        foreach (byte[] nonce in new[] { new byte[32], [], new byte[31] })
            wires.Deliver(RedirectLab.InClear(wires.Sent[0], nonce: nonce));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Equal(3, wires.Session.Counters.Unexpected);
    }

    [Fact]
    public void Only_wrong_nonces_lead_nowhere()
    {
        using Wires wires = RedirectLab.Sent(RedirectLab.Settings(), request => RedirectLab.InClear(request, nonce: new byte[32]));

        Assert.Equal(FaultKind.Unreachable, RedirectLab.End(wires).Kind);
    }

    [Fact]
    public void The_answer_of_the_gateway_itself_counts_before_a_redirect_in_its_name()
    {
        using Wires wires = new(RedirectLab.Settings(), new Responder(new SeededRandom(2))) { Delay = TimeSpan.FromMilliseconds(400) };

        wires.Deliver(RedirectLab.InClear(wires.Sent[0]));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Null(wires.Down);
    }

    [Fact]
    public void The_first_of_several_counts()
    {
        using Wires wires = new(RedirectLab.Settings(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };

        wires.Deliver(RedirectLab.InClear(wires.Sent[0]));
        wires.Deliver(RedirectLab.InClear(wires.Sent[0], [1, 4, 203, 0, 113, 1]));

        Assert.Equal("192.0.2.99", RedirectLab.End(wires).Redirect!.ToString());
    }

    [Fact]
    public void Unsolicited_it_does_not_stop_the_attempt()
    {
        using Wires wires = new(RedirectLab.Settings(follows: false), new Responder(new SeededRandom(2)));

        wires.Deliver(RedirectLab.InClear(wires.Sent[0]));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }

    [Fact]
    public void Unsolicited_and_nothing_else_is_a_refusal_that_says_what_to_do()
    {
        using Wires wires = RedirectLab.Sent(RedirectLab.Settings(follows: false), request => RedirectLab.InClear(request));

        IkeFault fault = RedirectLab.End(wires);

        Assert.Equal(FaultKind.RedirectRefused, fault.Kind);
        Assert.Null(fault.Redirect);
        Assert.Contains("192.0.2.99", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0104C00002")]
    [InlineData("01FFC0000263")]
    [InlineData("0304676732")]
    [InlineData("01047F000001")]
    [InlineData("010400000000")]
    [InlineData("0104E0000001")]
    [InlineData("0304670A6732")]
    [InlineData("")]
    public void In_IKE_SA_INIT_what_leads_nowhere_is_ignored(string to)
    {
        using Wires wires = new(RedirectLab.Settings(), new Responder(new SeededRandom(2)));

        wires.Deliver(RedirectLab.InClear(wires.Sent[0], Convert.FromHexString(to)));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }

    [Theory]
    [InlineData("0104C00002")]
    [InlineData("0104C000026300")] // a nonce has no place there
    [InlineData("01047F000001")]
    [InlineData("0303670A67")]
    [InlineData("")]
    public void In_a_session_what_leads_nowhere_is_counted_and_ignored(string to)
    {
        Responder gateway = new(new SeededRandom(2));
        using Wires wires = Wires.Connected(gateway, RedirectLab.Settings());

        wires.FromGateway(gateway.Request(ExchangeType.Informational, RedirectLab.Redirect(Convert.FromHexString(to))));
        wires.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(1, wires.Session.Counters.Malformed);
        Assert.Empty(wires.Actions.OfType<GatewayRedirects>());
        Assert.Empty(gateway.Responses[0]);
    }

    [Fact]
    public void In_IKE_AUTH_of_one_who_does_not_prove_itself_it_is_nothing()
    {
        Responder rogue = new(new SeededRandom(2), "another secret")
        {
            BendAuth = _ => [new IdPayload(false, IdType.Fqdn, "gw"u8.ToArray()), RedirectLab.Redirect(RedirectLab.Elsewhere)],
        };
        using Wires wires = new(RedirectLab.Settings(), rogue);

        IkeFault fault = RedirectLab.End(wires);

        Assert.NotEqual(FaultKind.Redirected, fault.Kind);
        Assert.Null(fault.Redirect);
    }

    /// <summary>Neither leaves out what an answer has to have.</summary>
    [Theory]
    [InlineData(NotifyType.Redirect)]
    [InlineData(NotifyType.TicketNack)]
    public void A_notification_in_place_of_half_an_answer_harms_nothing(NotifyType notify)
    {
        using Wires wires = new(RedirectLab.Settings(), new Responder(new SeededRandom(2)));
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);

        wires.Deliver(Responder.Plain(request, 7, [new SaPayload([TestSettings.GcmX25519]), Notifications.Of(notify)]));
        wires.Deliver(Responder.Plain(request, 7, [Notifications.Of(notify)]));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }
}
