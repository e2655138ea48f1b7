using System.Security.Cryptography;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Resumption;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Resumption;

/// <summary>Coming back by a ticket (RFC 5723), to scripted gateways: no real one that does NAT detection in the exchange is at hand.</summary>
public sealed class ResumeTests
{
    [Fact]
    public void A_ticket_brings_the_session_back_in_one_exchange_and_IKE_AUTH()
    {
        using ResumingGateway gateway = new();
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.True(wires.Up!.Details.Resumed);
        Assert.Equal([ExchangeType.IkeSessionResume, ExchangeType.IkeAuth], Exchanges(wires));
        Assert.Equal(0x7701u, wires.Child!.OutboundSpi);
        IReadOnlyList<Payload> auth = Assert.Single(gateway.AuthRequests);
        Assert.Empty(auth.OfType<CertReqPayload>());
        Assert.True(auth.Has(NotifyType.TicketRequest));
        Assert.Equal("gw.example.test"u8.ToArray(), auth.OfType<IdPayload>().Single(i => !i.IsInitiator).Data.ToArray());
    }

    [Fact]
    public void The_request_has_the_ticket_and_what_says_how_the_ends_see_each_other_and_no_more()
    {
        using ResumingGateway gateway = new();
        ResumptionTicket ticket = ResumingGateway.Login(gateway);
        byte[] opaque = ticket.Opaque.ToArray();
        using Wires wires = Resume(gateway, ticket: ticket);

        IkeHeader.TryRead(wires.Sent[0], out IkeHeader header, out _);
        PayloadChain.TryDecode(header.NextPayload, wires.Sent[0].AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> sent, out _);
        Assert.Equal((ExchangeType.IkeSessionResume, 0u, 0ul, HeaderFlags.Initiator), (header.ExchangeType, header.MessageId, header.ResponderSpi, header.Flags));
        Assert.Equal(opaque, sent.Find(NotifyType.TicketOpaque)!.Data.ToArray());
        Assert.Equal(
            [
                PayloadType.Nonce, PayloadType.Notify, PayloadType.Notify, PayloadType.Notify, PayloadType.Notify,
            ],
            sent.Select(p => p.Type));
        Assert.True(sent.Has(NotifyType.NatDetectionSourceIp) && sent.Has(NotifyType.NatDetectionDestinationIp));
        Assert.True(sent.Has(NotifyType.Ikev2FragmentationSupported));
    }

    [Fact]
    public void Keys_come_from_the_old_SK_d_and_both_nonces_as_the_RFC_says()
    {
        using ResumingGateway gateway = new();
        ResumptionTicket ticket = ResumingGateway.Login(gateway);
        byte[] oldD = ticket.OldD.Span.ToArray();
        using Wires wires = Resume(gateway, ticket: ticket);
        Assert.True(wires.RunUntil(() => wires.Up is not null));

        byte[] spis = [.. wires.Sent[0][..8], .. wires.Sent[1][8..16]];
        byte[] seed = HMACSHA256.HashData(oldD, (byte[])[.. "Resumption"u8, .. gateway.NonceI, .. gateway.NonceR]);
        byte[] first = HMACSHA256.HashData(seed, (byte[])[.. gateway.NonceI, .. gateway.NonceR, .. spis, 1]);
        Assert.Equal(first, gateway.Keys.D.ToArray());
        Assert.Equal(32, oldD.Length);
    }

    [Fact]
    public void A_ticket_that_is_not_taken_is_followed_by_the_full_exchange_at_once()
    {
        using ResumingGateway gateway = new();
        using Wires wires = Resume(gateway, ticket: ResumingGateway.Login()); // of somebody else
        Holdfast.Time.Instant begun = wires.Now;

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(wires.Up!.Details.Resumed);
        Assert.Null(wires.Down);
        Assert.Equal([ExchangeType.IkeSessionResume, ExchangeType.IkeSaInit, ExchangeType.IkeAuth], Exchanges(wires));
        Assert.True(wires.Now - begun < TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_ticket_is_taken_once_by_the_gateway()
    {
        using ResumingGateway gateway = new();
        ResumptionTicket ticket = ResumingGateway.Login(gateway);
        ResumptionTicket again = new(ticket.Opaque, Holdfast.Crypto.SecretBytes.CopyOf(ticket.OldD.Span))
        {
            Suite = ticket.Suite, LocalId = ticket.LocalId, PeerId = ticket.PeerId, AuthenticatedAt = ticket.AuthenticatedAt, ExpiresAt = ticket.ExpiresAt,
        };
        using (Wires first = Resume(gateway, ticket: ticket))
            Assert.True(first.RunUntil(() => first.Up is not null));
        using Wires second = new(TestSettings.Create(), new Responder(new SeededRandom(6)), seed: 9, ticket: again) { Serve = gateway.Handle };

        Assert.True(second.RunUntil(() => second.Up is not null));
        Assert.False(second.Up!.Details.Resumed);
    }

    [Theory]
    [InlineData(NotifyType.InvalidSyntax)]
    [InlineData(NotifyType.InvalidMajorVersion)]
    [InlineData(NotifyType.NoProposalChosen)]
    public void An_error_is_followed_by_the_full_exchange(NotifyType error)
    {
        using ResumingGateway gateway = new() { BendResume = _ => [Notifications.Of(error)] };
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(wires.Up!.Details.Resumed);
    }

    [Fact]
    public void A_gateway_that_is_silent_to_it_is_logged_in_to_after_two_seconds()
    {
        using ResumingGateway gateway = new() { IsOld = true };
        using Wires wires = Resume(gateway);
        Holdfast.Time.Instant begun = wires.Now;

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(wires.Up!.Details.Resumed);
        Assert.InRange(wires.Now - begun, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2.1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(50)]
    public void A_gateway_that_comes_back_is_come_back_to_by_the_ticket(int seconds)
    {
        for (int tenths = 0; tenths < 20; tenths++)
        {
            using ResumingGateway gateway = new() { IsAway = true };
            using Wires wires = Resume(gateway);
            wires.Pass(TimeSpan.FromSeconds(seconds + (tenths / 10.0)));
            gateway.IsAway = false;

            Assert.True(wires.RunUntil(() => wires.Up is not null));
            Assert.True(wires.Up!.Details.Resumed || seconds + (tenths / 10.0) < 2.5, $"after {seconds} s and {tenths} tenths");
        }
    }

    /// <summary>As one that is busy with all those who come back.</summary>
    [Fact]
    public void A_gateway_that_has_answered_the_ticket_may_take_its_time_for_the_rest()
    {
        using ResumingGateway gateway = new() { IsAway = true };
        using Wires wires = Resume(gateway);
        wires.Pass(TimeSpan.FromSeconds(4));
        gateway.IsAway = false;
        Holdfast.Time.Instant ready = wires.Now + TimeSpan.FromSeconds(3.5);
        wires.PassToGateway = message => message[18] != (byte)ExchangeType.IkeAuth || wires.Now >= ready;

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.True(wires.Up!.Details.Resumed);
    }

    /// <summary>The answer to the ticket, and the one to what was sent behind it meanwhile, come one after the other.</summary>
    [Theory]
    [InlineData(250)]
    [InlineData(600)]
    [InlineData(1100)]
    public void Over_a_slow_way_too_it_is_the_ticket_that_counts(int milliseconds)
    {
        using ResumingGateway gateway = new() { IsAway = true };
        using Wires wires = Resume(gateway);
        wires.Delay = TimeSpan.FromMilliseconds(milliseconds);
        wires.Pass(TimeSpan.FromSeconds(4));
        gateway.IsAway = false;

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.True(wires.Up!.Details.Resumed);
    }

    [Fact]
    public void A_gateway_that_never_answers_ends_the_attempt_in_its_time()
    {
        using ResumingGateway gateway = new() { IsAway = true };
        using Wires wires = Resume(gateway);
        Holdfast.Time.Instant begun = wires.Now;

        Assert.True(wires.RunUntil(() => wires.Down is not null));
        Assert.Equal(FaultKind.Unreachable, wires.Down!.Fault.Kind);
        Assert.InRange(wires.Now - begun, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(61));
    }

    [Fact]
    public void A_cookie_is_answered()
    {
        using ResumingGateway gateway = new() { Cookie = [1, 2, 3, 4] };
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.True(wires.Up!.Details.Resumed);
        Assert.Equal([ExchangeType.IkeSessionResume, ExchangeType.IkeSessionResume, ExchangeType.IkeAuth], Exchanges(wires));
    }

    [Fact]
    public void A_gateway_without_NAT_detection_in_it_is_logged_in_to_and_gets_no_ticket_again()
    {
        using ResumingGateway gateway = new() { BendResume = ResumingGateway.WithoutNatDetection };
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(wires.Up!.Details.Resumed);
        Assert.Single(wires.Actions.OfType<ResumptionUseless>());
        Assert.Contains(wires.Actions.OfType<Note>(), n => n.Text.Contains("NAT detection"));
    }

    [Fact]
    public void What_both_ends_can_is_agreed_on_anew()
    {
        using ResumingGateway gateway = new()
        {
            BendResume = p => [.. p, Notifications.Of(NotifyType.Ikev2FragmentationSupported)],
            BendAuth = p => [.. p, Notifications.Of(NotifyType.MobikeSupported)],
        };
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Equal((true, true, true), (wires.Up!.Details.Fragmentation, wires.Up.Details.Mobike, wires.Up.Details.Nat.LocalIsBehindNat));
    }

    [Fact]
    public void Lossy_wires_end_in_a_session_whatever_is_lost()
    {
        int resumed = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            using ResumingGateway gateway = new();
            using Wires wires = new(
                TestSettings.Create(), new Responder(new SeededRandom(6)), seed, trouble: 0.3, ResumingGateway.Login(gateway)) { Serve = gateway.Handle };
            Assert.True(wires.RunUntil(() => wires.Up is not null), $"seed {seed}");
            resumed += wires.Up!.Details.Resumed ? 1 : 0;
        }

        Assert.InRange(resumed, 50, 100);
    }

    private static Wires Resume(ResumingGateway gateway, IkeSettings? settings = null, ResumptionTicket? ticket = null) =>
        new(settings ?? TestSettings.Create(), new Responder(new SeededRandom(6)), ticket: ticket ?? ResumingGateway.Login(gateway)) { Serve = gateway.Handle };

    private static List<ExchangeType> Exchanges(Wires wires) => [.. wires.Sent.Select(m => (ExchangeType)m[18])];
}
