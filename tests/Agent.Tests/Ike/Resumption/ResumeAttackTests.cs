using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Resumption;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Resumption;

/// <summary>Forged, replayed and wrong answers to a ticket, and tickets that must not be used.</summary>
public sealed class ResumeAttackTests
{
    [Fact]
    public void A_forged_response_before_the_genuine_one_spoils_nothing()
    {
        using ResumingGateway gateway = new();
        using Wires wires = Resume(gateway);
        wires.Deliver(Forge(wires, spi: 666));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.True(wires.Up!.Details.Resumed);
    }

    [Fact]
    public void A_flood_of_forged_responses_costs_four_requests_and_the_login_follows()
    {
        using ResumingGateway gateway = new();
        using Wires wires = Resume(gateway);
        for (ulong spi = 1; spi <= 1000; spi++)
            wires.Deliver(Forge(wires, spi));

        Assert.Equal(4, wires.Sent.Count(m => m[18] == (byte)ExchangeType.IkeAuth));
        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Null(wires.Down);
    }

    [Fact]
    public void A_replayed_response_of_an_earlier_return_is_no_answer()
    {
        byte[] old;
        using (ResumingGateway earlier = new())
        using (Wires before = Resume(earlier, seed: 3))
        {
            old = earlier.Handle(before.Sent[0])[0];
            Assert.True(before.RunUntil(() => before.Up is not null));
        }

        using ResumingGateway gateway = new() { IsAway = true };
        using Wires wires = Resume(gateway, seed: 4);
        int sent = wires.Sent.Count;
        wires.Deliver(old);

        Assert.Equal(sent, wires.Sent.Count);
        Assert.Equal(1, wires.Session.Counters.ForeignSpi);
    }

    [Fact]
    public void Cookies_without_end_make_no_more_than_a_few_requests()
    {
        using ResumingGateway gateway = new() { IsAway = true };
        using Wires wires = Resume(gateway);
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);
        for (int i = 0; i < 1000; i++)
            wires.Deliver(ResumingGateway.Plain(request, 0, Notifications.Of(NotifyType.Cookie, BitConverter.GetBytes(i))));

        Assert.InRange(wires.Sent.Count, 2, 16);
    }

    [Fact]
    public void A_gateway_that_does_not_know_the_keys_is_not_believed()
    {
        using ResumingGateway gateway = new()
        {
            BendAuth = p => [p[0], new AuthPayload(AuthMethod.SharedKey, new byte[32]), .. p.Skip(2)],
        };
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(wires.Up!.Details.Resumed);
    }

    [Fact]
    public void A_gateway_with_another_name_than_the_ticket_is_not_believed()
    {
        using ResumingGateway gateway = new() { Id = new IdPayload(false, IdType.Fqdn, "other.example.test"u8.ToArray()) };
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(wires.Up!.Details.Resumed);
    }

    [Fact]
    public void A_refusal_in_IKE_AUTH_is_followed_by_the_login()
    {
        using ResumingGateway gateway = new() { BendAuth = _ => [Notifications.Of(NotifyType.AuthenticationFailed)] };
        using Wires wires = Resume(gateway);

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.False(wires.Up!.Details.Resumed);
        Assert.Null(wires.Down);
    }

    [Fact]
    public void Our_own_nonce_in_the_answer_is_refused()
    {
        using ResumingGateway gateway = new() { IsAway = true };
        using Wires wires = Resume(gateway);
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);
        PayloadChain.TryDecode(request.NextPayload, wires.Sent[0].AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> sent, out _);
        wires.Deliver(ResumingGateway.Plain(request, 7, [sent.OfType<NoncePayload>().Single()]));

        Assert.DoesNotContain(wires.Sent, m => m[18] == (byte)ExchangeType.IkeAuth);
    }

    public static TheoryData<string> Misfits => ["off", "other name here", "other name there", "ppk"];

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_ticket_of_another_configuration_is_not_shown(string what)
    {
        IkeSettings settings = TestSettings.Create();
        settings = what switch
        {
            "off" => settings with { Resumption = false },
            "other name here" => settings with { LocalId = new IdPayload(true, IdType.Fqdn, "site8"u8.ToArray()) },
            "other name there" => settings with { RemoteId = new IdPayload(false, IdType.Fqdn, "gw2.example.test"u8.ToArray()) },
            _ => settings with { Ppk = new Holdfast.Ike.Login.Ppk(new byte[] { 1 }, new Holdfast.Crypto.SecretBytes(32), IsRequired: true) },
        };
        ResumptionTicket ticket = ResumingGateway.Login();
        using Wires wires = new(settings, new Responder(new SeededRandom(6)), ticket: ticket);

        Assert.Equal((byte)ExchangeType.IkeSaInit, wires.Sent[0][18]);
        Assert.Throws<ObjectDisposedException>(() => ticket.OldD.Span.Length);
    }

    [Fact]
    public void An_expired_ticket_is_not_shown()
    {
        ResumptionTicket ticket = ResumingGateway.Login();
        IkeSettings settings = TestSettings.Create();

        Assert.True(ticket.Fits(settings, ticket.ExpiresAt + TimeSpan.FromMilliseconds(-1)));
        Assert.False(ticket.Fits(settings, ticket.ExpiresAt));
    }

    private static Wires Resume(ResumingGateway gateway, int seed = 1) =>
        new(TestSettings.Create(), new Responder(new SeededRandom(6)), seed, ticket: ResumingGateway.Login(gateway)) { Serve = gateway.Handle };

    private static byte[] Forge(Wires wires, ulong spi)
    {
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);
        byte[] nonce = new byte[32];
        new Random((int)spi).NextBytes(nonce);
        return ResumingGateway.Plain(
            request, spi, new NoncePayload(nonce),
            Notifications.Of(NotifyType.NatDetectionSourceIp, new byte[20]), Notifications.Of(NotifyType.NatDetectionDestinationIp, new byte[20]));
    }
}
