using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>Forged answers to IKE_SA_INIT before the genuine one: the attempt goes on and connects.</summary>
public sealed class SpoofedInitTests
{
    private const byte Ecp256 = (byte)KeyExchangeMethod.Ecp256;
    private const byte Curve25519 = (byte)KeyExchangeMethod.Curve25519;

    private static readonly Dictionary<string, Func<Forger, byte[]>> Spoofs = new()
    {
        ["NO_PROPOSAL_CHOSEN"] = f => f.Notify(NotifyType.NoProposalChosen),
        ["AUTHENTICATION_FAILED"] = f => f.Notify(NotifyType.AuthenticationFailed),
        ["INVALID_SYNTAX"] = f => f.Notify(NotifyType.InvalidSyntax),
        ["INVALID_KE for another offered group"] = f => f.Notify(NotifyType.InvalidKePayload, 0, Ecp256),
        ["INVALID_KE for a group that was not offered"] = f => f.Notify(NotifyType.InvalidKePayload, 0, 5),
        ["INVALID_KE for the group that was tried"] = f => f.Notify(NotifyType.InvalidKePayload, 0, Curve25519),
        ["INVALID_KE without data"] = f => f.Notify(NotifyType.InvalidKePayload),
        ["INVALID_KE with one byte"] = f => f.Notify(NotifyType.InvalidKePayload, 0),
        ["INVALID_KE with three bytes"] = f => f.Notify(NotifyType.InvalidKePayload, 0, 0, Ecp256),
        ["COOKIE of 0"] = f => f.Notify(NotifyType.Cookie),
        ["COOKIE of 1"] = f => f.Notify(NotifyType.Cookie, 7),
        ["COOKIE of 64"] = f => f.Notify(NotifyType.Cookie, f.Bytes(64)),
        ["COOKIE of 65"] = f => f.Notify(NotifyType.Cookie, f.Bytes(65)),
        ["COOKIE of 1000"] = f => f.Notify(NotifyType.Cookie, f.Bytes(1000)),
        ["COOKIE and INVALID_KE in one"] = f => f.Answer(
            0,
            new NotifyPayload(NotifyType.Cookie, f.Bytes(8)),
            new NotifyPayload(NotifyType.InvalidKePayload, new byte[] { 0, Ecp256 })),
        ["full response"] = f => f.Full(0x1234),
        ["full response without KE"] = f => f.Answer(9, new NoncePayload(f.Bytes(32))),
        ["empty"] = f => f.Answer(9),
        ["empty without SPI"] = f => f.Answer(0),
    };

    public static TheoryData<string> Names => [.. Spoofs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_spoof_before_the_genuine_reply(string name)
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));

        wires.Deliver(Spoofs[name](new Forger(wires.Sent[0])));

        AssertConnects(wires);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_spoof_twice_and_the_genuine_reply_seconds_later(string name)
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        byte[] spoof = Spoofs[name](new Forger(wires.Sent[0]));
        wires.Deliver(spoof);
        wires.Deliver(spoof);
        wires.RunUntil(() => false, TimeSpan.FromSeconds(20));
        wires.PassToGateway = _ => true;

        AssertConnects(wires);
    }

    [Fact]
    public void All_spoofs_at_once_and_each_after_the_other()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        Forger forger = new(wires.Sent[0]);
        foreach (Func<Forger, byte[]> spoof in Spoofs.Values)
            wires.Deliver(spoof(forger));

        AssertConnects(wires);
    }

    [Fact]
    public void A_thousand_cookies()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        Forger forger = new(wires.Sent[0]);
        for (int i = 0; i < 1000; i++)
            wires.Deliver(forger.Notify(NotifyType.Cookie, forger.Bytes(16)));

        Assert.Single(wires.Sent);
        AssertConnects(wires);
        Assert.Equal(2, wires.Sent.Count);
    }

    [Fact]
    public void A_thousand_cookies_before_the_genuine_cookie()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)) { Cookie = [1, 2, 3, 4] });
        Forger forger = new(wires.Sent[0]);
        for (int i = 0; i < 1000; i++)
            wires.Deliver(forger.Notify(NotifyType.Cookie, forger.Bytes(16)));

        AssertConnects(wires);
        Assert.InRange(wires.Sent.Count, 3, 60);
    }

    [Fact]
    public void Cookies_all_the_time_make_a_bounded_number_of_requests()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        Forger forger = new(wires.Sent[0]);
        for (int i = 0; i < 1000; i++)
        {
            wires.Deliver(forger.Notify(NotifyType.Cookie, forger.Bytes(16)));
            wires.RunUntil(() => false, TimeSpan.FromMilliseconds(50));
        }

        // Four a second, for fifty seconds.
        Assert.InRange(wires.Sent.Count, 2, 205);
    }

    [Fact]
    public void A_cookie_that_comes_again_is_answered_once()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        byte[] cookie = new Forger(wires.Sent[0]).Notify(NotifyType.Cookie, 1, 2, 3);
        for (int i = 0; i < 100; i++)
            wires.Deliver(cookie);
        wires.RunUntil(() => false, TimeSpan.FromMilliseconds(300));

        Assert.Equal(2, wires.Sent.Count);
    }

    [Fact]
    public void A_cookie_waits_for_the_genuine_reply_to_the_request_without_it()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        wires.Deliver(new Forger(wires.Sent[0]).Notify(NotifyType.Cookie, 1, 2, 3));

        AssertConnects(wires);
        Assert.Equal(2, wires.Sent.Count);
    }

    [Fact]
    public void A_forged_cookie_on_a_slow_link_costs_a_new_beginning_at_most()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        byte[] request = wires.Sent[0];
        wires.Deliver(new Forger(request).Notify(NotifyType.Cookie, 1, 2, 3));
        wires.RunUntil(() => wires.Sent.Count == 2);
        wires.RunUntil(() => false, TimeSpan.FromMilliseconds(10));

        // The genuine answer to the first request arrives after the request with the cookie has left.
        wires.Deliver(wires.Gateway.Handle(request)!);
        wires.PassToGateway = _ => true;

        AssertConnects(wires);
        Assert.Equal(2, wires.Sent.Select(m => new Forger(m).Request.InitiatorSpi).Distinct().Count());
    }

    [Fact]
    public void A_thousand_full_responses_before_the_genuine_one()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        Forger forger = new(wires.Sent[0]);
        for (uint i = 1; i <= 1000; i++)
            wires.Deliver(forger.Full(i));

        AssertConnects(wires);
        Assert.InRange(AuthRequests(wires), 2, 9);
    }

    [Fact]
    public void A_thousand_full_responses_around_the_genuine_one()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        Forger forger = new(wires.Sent[0]);
        byte[] genuine = wires.Gateway.Handle(wires.Sent[0])!;
        for (uint i = 1; i <= 1000; i++)
            wires.Deliver(i == 500 ? genuine : forger.Full(i));

        AssertConnects(wires);
    }

    [Fact]
    public void Full_responses_without_end_make_a_bounded_number_of_candidates()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        for (uint i = 1; i <= 1000; i++)
        {
            byte[] request = wires.Sent.Last(m => new Forger(m).Request.ExchangeType == ExchangeType.IkeSaInit);
            wires.Deliver(new Forger(request, (int)i).Full(i));
            wires.RunUntil(() => false, TimeSpan.FromMilliseconds(30));
        }

        // Eight for each of four SPIs of ours.
        Assert.InRange(AuthRequests(wires), 2, 32);
        Assert.Null(wires.Down);
    }

    [Fact]
    public void A_forged_full_response_first_and_the_genuine_one_second()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        wires.Deliver(new Forger(wires.Sent[0]).Full(77));

        AssertConnects(wires);
        Assert.NotEqual(77ul, wires.Up!.Details.ResponderSpi);
    }

    [Fact]
    public void The_genuine_full_response_first_and_a_forged_one_second()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        wires.RunUntil(() => wires.Sent.Count == 2);
        wires.Deliver(new Forger(wires.Sent[0]).Full(77));

        AssertConnects(wires);
        Assert.Equal(1, AuthRequests(wires));
    }

    [Fact]
    public void A_forged_response_with_the_spi_of_the_genuine_one()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        byte[] genuine = wires.Gateway.Handle(wires.Sent[0])!;
        wires.Deliver(new Forger(wires.Sent[0]).Full(new Forger(genuine).Request.ResponderSpi));

        AssertConnects(wires);
    }

    [Fact]
    public void A_forger_that_refuses_the_login_under_its_own_keys()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        using Responder rogue = new(new SeededRandom(31), "another secret");
        byte[] request = wires.Sent[0];
        wires.Deliver(rogue.Handle(request)!);
        wires.Deliver(rogue.Handle(wires.Sent[^1])!);
        wires.RunUntil(() => false, TimeSpan.FromSeconds(1));
        Assert.Null(wires.Down);
        wires.PassToGateway = _ => true;

        AssertConnects(wires);
    }

    [Fact]
    public void A_refused_login_is_the_result_after_the_grace()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2), "another secret"));
        Holdfast.Time.Instant start = wires.Now;

        Assert.True(wires.RunUntil(() => wires.Down is not null));

        Assert.Equal(FaultKind.AuthenticationRejected, wires.Down!.Fault.Kind);
        Assert.InRange(wires.Now - start, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void A_refusal_that_is_repeated_is_the_result_after_the_grace()
    {
        Responder gateway = new(new SeededRandom(2)) { BendInit = _ => [new NotifyPayload(NotifyType.NoProposalChosen)] };
        using Wires wires = new(TestSettings.Create(), gateway);
        Holdfast.Time.Instant start = wires.Now;

        Assert.True(wires.RunUntil(() => wires.Down is not null));

        Assert.InRange(wires.Now - start, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void Requests_of_the_other_end_are_ignored_before_it_is_authenticated()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        wires.Deliver(wires.Gateway.Handle(wires.Sent[0])!);
        int sent = wires.Sent.Count;
        wires.Deliver(wires.Gateway.Request(ExchangeType.Informational, new DeletePayload(ProtocolId.Ike, [])));

        Assert.Equal(sent, wires.Sent.Count);
        Assert.Null(wires.Down);
        wires.PassToGateway = _ => true;
        AssertConnects(wires);
    }

    private static void AssertConnects(Wires wires)
    {
        Assert.True(wires.RunUntil(() => wires.Up is not null, TimeSpan.FromSeconds(60)), wires.Down?.Fault.Message);
        Assert.Equal(wires.Gateway.EspSpi, wires.Child!.OutboundSpi);
        Assert.Equal(wires.Gateway.InitiatorEspSpi, wires.Child.InboundSpi);
    }

    private static int AuthRequests(Wires wires) =>
        wires.Sent
            .Select(m => new Forger(m).Request)
            .Where(h => h.ExchangeType == ExchangeType.IkeAuth)
            .Select(h => (h.InitiatorSpi, h.ResponderSpi))
            .Distinct()
            .Count();
}
