using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Eap;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Login;
using Holdfast.Tests.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Login;

/// <summary>Two logins of ours, one after the other (RFC 4739): a pre-shared key, then EAP.</summary>
public sealed class RoundsTests
{
    private static readonly NotifyPayload Supported = Notifications.Of(NotifyType.MultipleAuthSupported);

    [Fact]
    public void Both_rounds_connect()
    {
        Responder gateway = Gateway(MschapTests.ScriptOf(new MschapGateway()));

        Assert.Null(Run(gateway));

        Assert.True(gateway.IsAuthenticated);
        IReadOnlyList<Payload>[] requests = [.. gateway.Requests];
        Assert.True(requests[0].Has(NotifyType.MultipleAuthSupported) && requests[0].Has(NotifyType.AnotherAuthFollows));
        Assert.All(requests.SelectMany(r => r).OfType<NotifyPayload>(), n => Assert.True(n is { Protocol: ProtocolId.None, Spi.IsEmpty: true }));
        Assert.Single(requests[0].OfType<AuthPayload>());
        Assert.Equal(TestSettings.Create().LocalId, requests[0].OfType<IdPayload>().First());
        IdPayload second = Assert.IsType<IdPayload>(Assert.Single(requests[1]));
        Assert.Equal((IdType.Rfc822Address, EapLab.User), (second.IdType, Encoding.UTF8.GetString(second.Data.Span)));
        Assert.IsType<AuthPayload>(Assert.Single(requests[^1]));
        Assert.Equal(6, requests.Length);
    }

    /// <summary>AUTH is of the IDi of its own round (section 2.1): the gateway checks it so.</summary>
    [Theory]
    [InlineData("site7", IdType.Fqdn)]
    [InlineData("LAN\\site7", IdType.KeyId)]
    [InlineData("sïte7", IdType.KeyId)]
    public void The_second_idi_is_the_name(string user, IdType type)
    {
        Responder gateway = Gateway(MschapTests.ScriptOf(new MschapGateway()));

        Assert.Null(Run(gateway, Settings(user)));

        IdPayload id = gateway.Requests[1].OfType<IdPayload>().Single();
        Assert.Equal((type, user), (id.IdType, Encoding.UTF8.GetString(id.Data.Span)));
    }

    [Fact]
    public void A_gateway_that_takes_one_round_gets_neither()
    {
        Responder gateway = new(new SeededRandom(2)) { Eap = MschapTests.ScriptOf(new MschapGateway()), KeyFirst = true };

        IkeFault? fault = Run(gateway);

        Assert.Equal((FaultKind.RoundMissing, Blame.Configuration), (fault!.Kind, fault.Blame));
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public void A_gateway_that_lets_in_after_the_first_round_is_told_and_learns_no_name()
    {
        Responder gateway = new(new SeededRandom(2)) { BendInit = p => [.. p, Supported] };

        Assert.Equal(FaultKind.RoundMissing, Run(gateway)!.Kind);

        Assert.Contains(gateway.LastPayloads, p => p is NotifyPayload { NotifyType: NotifyType.AuthenticationFailed });
        Assert.DoesNotContain(EapLab.User, Seen(gateway), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_that_ends_the_second_round_without_eap_is_refused()
    {
        Responder plain = new(new SeededRandom(2)) { BendInit = p => [.. p, Supported], BendAuth = Skipping() };

        Assert.Equal(FaultKind.ProtocolViolation, Run(plain)!.Kind);

        Assert.Equal(2, plain.Requests.Count);
    }

    [Fact]
    public void A_gateway_that_does_not_know_the_key_learns_no_name()
    {
        EapScript script = MschapTests.ScriptOf(new MschapGateway());
        Responder rogue = new(new SeededRandom(2))
        {
            Eap = script, KeyFirst = true, BendInit = p => [.. p, Supported],
            Prove = _ => [new AuthPayload(AuthMethod.SharedKey, new byte[32])],
        };

        Assert.Equal(FaultKind.PeerNotAuthentic, Run(rogue)!.Kind);

        Assert.Empty(script.Heard);
        Assert.DoesNotContain(EapLab.User, Seen(rogue), StringComparison.Ordinal);
    }

    /// <summary>The second round waits for the owner's verdict.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_gateway_whose_certificate_is_not_good_learns_no_name(bool isGood)
    {
        Responder gateway = new(new SeededRandom(2))
        {
            Eap = MschapTests.ScriptOf(new MschapGateway()), KeyFirst = true, BendInit = p => [.. p, Supported], Prove = SignatureTests.ProveByEcdsa,
        };
        using Wires wires = new(Settings() with { Gateway = new CertificateProof(false) }, gateway);
        wires.RunUntil(() => wires.Actions.OfType<CheckGateway>().Any());
        Assert.DoesNotContain(EapLab.User, Seen(gateway), StringComparison.Ordinal);

        long token = wires.Actions.OfType<CheckGateway>().Single().Token;
        wires.Do(session => session.HandleVerdict(token, isGood ? null : IkeFault.NotAuthentic("not my gateway"), wires.Now));
        wires.RunUntil(() => wires.Up is not null || wires.Down is not null);

        Assert.Equal(isGood, wires.Up is not null);
        Assert.Equal(isGood, Seen(gateway).Contains(EapLab.User, StringComparison.Ordinal));
    }

    [Fact]
    public void A_refusal_of_either_round_is_told()
    {
        EapScript script = MschapTests.ScriptOf(new MschapGateway("another password"));
        Assert.Contains(EapLab.User, Run(Gateway(script))!.Message, StringComparison.Ordinal);

        Responder other = new(new SeededRandom(2), "another secret") { Eap = script, KeyFirst = true, BendInit = p => [.. p, Supported] };
        Assert.Equal(FaultKind.AuthenticationRejected, Run(other)!.Kind);
    }

    /// <summary>AUTHENTICATION_FAILED beside the gateway's AUTH is still a refusal.</summary>
    [Fact]
    public void A_refusal_beside_a_right_proof_is_one()
    {
        Responder gateway = Gateway(
            MschapTests.ScriptOf(new MschapGateway()), p => [.. p, Notifications.Of(NotifyType.AuthenticationFailed)]);

        Assert.Equal(FaultKind.AuthenticationRejected, Run(gateway)!.Kind);
        Assert.Single(gateway.Requests);
    }

    [Fact]
    public void One_login_announces_the_extension_to_whom_has_it_and_no_other_round()
    {
        foreach (bool has in new[] { true, false })
        {
            Responder gateway = new(new SeededRandom(2)) { BendInit = p => has ? [.. p, Supported] : p };

            Assert.Null(Run(gateway, TestSettings.Create()));

            IReadOnlyList<Payload> request = Assert.Single(gateway.Requests);
            Assert.Equal((has, false), (request.Has(NotifyType.MultipleAuthSupported), request.Has(NotifyType.AnotherAuthFollows)));
        }
    }

    private static IkeSettings Settings(string user = EapLab.User) => TestSettings.Create() with
    {
        Credential = new SeveralCredentials(
        [
            TestSettings.Create().Credential,
            new EapLogin(Encoding.UTF8.GetBytes(user), SecretBytes.CopyOf(Encoding.UTF8.GetBytes(EapLab.Password)), [EapType.MschapV2]),
        ]),
    };

    private static Responder Gateway(EapScript script, Func<List<Payload>, List<Payload>>? bend = null) =>
        new(new SeededRandom(2)) { Eap = script, KeyFirst = true, BendInit = p => [.. p, Supported], BendAuth = bend ?? (p => p) };

    /// <summary>The first round without what comes at the end, which follows in place of EAP.</summary>
    private static Func<List<Payload>, List<Payload>> Skipping()
    {
        List<Payload>? all = null;
        return payloads =>
        {
            if (all is not null)
                return all;
            all = payloads;
            return [.. payloads.Where(p => p is IdPayload or AuthPayload)];
        };
    }

    private static string Seen(Responder gateway) => string.Concat(
        gateway.Requests.SelectMany(r => r).OfType<IdPayload>().Select(i => Encoding.UTF8.GetString(i.Data.Span)));

    private static IkeFault? Run(Responder gateway, IkeSettings? settings = null)
    {
        using Wires wires = new(settings ?? Settings(), gateway);
        wires.RunUntil(() => wires.Up is not null || wires.Down is not null, TimeSpan.FromMinutes(3));
        Assert.True(wires.Up is not null || wires.Down is not null);
        return wires.Down?.Fault;
    }
}
