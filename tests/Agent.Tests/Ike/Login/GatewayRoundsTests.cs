using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Login;
using Holdfast.Tests.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Login;

/// <summary>Rounds of the gateway's own (RFC 4739 section 2.5): each has to hold, and they have to end.</summary>
public sealed class GatewayRoundsTests
{
    private static readonly NotifyPayload Supported = Notifications.Of(NotifyType.MultipleAuthSupported);
    private static readonly NotifyPayload Follows = Notifications.Of(NotifyType.AnotherAuthFollows);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Further_rounds_are_waited_for_with_empty_requests(int further)
    {
        Responder gateway = Gateway(new Rounds(further));

        Assert.Null(Run(gateway, TestSettings.Create()));

        Assert.Equal(1 + further, gateway.Requests.Count);
        Assert.All(gateway.Requests.Skip(1), Assert.Empty);
    }

    [Fact]
    public void Rounds_without_an_end_are_counted()
    {
        Responder gateway = Gateway(new Rounds(int.MaxValue));

        IkeFault? fault = Run(gateway, TestSettings.Create());

        Assert.Equal(FaultKind.ProtocolViolation, fault!.Kind);
        Assert.Contains("4 rounds", fault.Message, StringComparison.Ordinal);
        Assert.Equal(4, gateway.Requests.Count(r => !r.Has(NotifyType.InvalidSyntax)));
    }

    public static TheoryData<string, FaultKind> Lies => new()
    {
        { "no AUTH", FaultKind.ProtocolViolation },
        { "no IDr", FaultKind.ProtocolViolation },
        { "nothing", FaultKind.ProtocolViolation },
        { "a wrong AUTH", FaultKind.PeerNotAuthentic },
        { "another IDr", FaultKind.PeerNotAuthentic },
        { "a refusal", FaultKind.AuthenticationRejected },
    };

    /// <summary>The Child SA is there each time, as if nothing was missing.</summary>
    [Theory]
    [MemberData(nameof(Lies))]
    public void A_round_that_was_announced_has_to_hold(string lie, FaultKind kind)
    {
        Rounds rounds = new(1)
        {
            BendLast = payloads => lie switch
            {
                "no AUTH" => [.. payloads.Where(p => p is not AuthPayload)],
                "no IDr" => [.. payloads.Where(p => p is not IdPayload)],
                "nothing" => [.. payloads.Where(p => p is not (AuthPayload or IdPayload))],
                "a wrong AUTH" => [.. payloads.Where(p => p is not AuthPayload), new AuthPayload(AuthMethod.SharedKey, new byte[32])],
                "another IDr" => [.. payloads.Where(p => p is not IdPayload), new IdPayload(false, IdType.Fqdn, "other.example.test"u8.ToArray())],
                _ => [Notifications.Of(NotifyType.AuthenticationFailed)],
            },
        };
        Responder gateway = Gateway(rounds);

        Assert.Equal(kind, Run(gateway, TestSettings.Create() with { RemoteId = gateway.Id })!.Kind);
    }

    [Fact]
    public void A_gateway_that_did_not_announce_the_extension_has_no_further_round()
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = new Rounds(1).Bend };

        Assert.Equal(FaultKind.ProtocolViolation, Run(gateway, TestSettings.Create())!.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_round_beside_our_eap_has_to_hold_before_eap_goes_on(bool holds)
    {
        EapScript script = MschapTests.ScriptOf(new MschapGateway());
        List<Payload> proof = [];
        int said = 0;
        Responder gateway = new(new SeededRandom(2))
        {
            Eap = script, BendInit = p => [.. p, Supported],
            BendAuth = payloads =>
            {
                if (++said == 1)
                {
                    proof = [.. payloads.Where(p => p is IdPayload or AuthPayload)];
                    return [.. payloads, Follows];
                }

                return said == 2 && holds ? [.. payloads, .. proof] : payloads;
            },
        };

        IkeFault? fault = Run(gateway, EapLab.Settings());

        Assert.Equal(holds ? null : FaultKind.ProtocolViolation, fault?.Kind);
        Assert.Equal(holds ? 3 : 1, script.Heard.Count);
    }

    /// <summary>Of each certificate the owner has the say.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(null)]
    public void Each_certificate_is_asked_about(int? refused)
    {
        IkeFault wrong = IkeFault.NotAuthentic("not my gateway");
        Responder gateway = new(new SeededRandom(2))
        {
            Eap = MschapTests.ScriptOf(new MschapGateway()), Prove = SignatureTests.ProveByEcdsa, KeyFirst = false,
            BendInit = p => [.. p, Supported], BendAuth = new Rounds(1) { IsBesideEap = true }.Bend,
        };
        using Wires wires = new(EapLab.Settings() with { Gateway = new CertificateProof(false) }, gateway);
        int asked = 0;
        while (wires.RunUntil(() => wires.Up is not null || wires.Down is not null || wires.Actions.OfType<CheckGateway>().Count() > asked)
            && wires.Up is null && wires.Down is null)
        {
            long token = wires.Actions.OfType<CheckGateway>().ElementAt(asked++).Token;
            wires.Do(session => session.HandleVerdict(token, asked == refused ? wrong : null, wires.Now));
        }

        Assert.Equal((refused ?? 2, refused is null), (asked, wires.Up is not null));
        Assert.Equal(refused == 1 ? 0 : refused == 2 ? 1 : 3, gateway.Eap!.Heard.Count);
    }

    private static Responder Gateway(Rounds rounds) =>
        new(new SeededRandom(2)) { BendInit = p => [.. p, Supported], BendAuth = rounds.Bend };

    private static IkeFault? Run(Responder gateway, IkeSettings settings)
    {
        using Wires wires = new(settings, gateway);
        wires.RunUntil(() => wires.Up is not null || wires.Down is not null, TimeSpan.FromMinutes(3));
        Assert.True(wires.Up is not null || wires.Down is not null);
        return wires.Down?.Fault;
    }

    /// <summary>The answer of a gateway with one round, told in several: AUTH of the same IDr is the same each time.</summary>
    private sealed class Rounds(int further)
    {
        private readonly List<Payload> _proof = [];
        private List<Payload> _end = [];
        private int _said;

        /// <summary>EAP begins in the first answer, so that the second has the further round beside it.</summary>
        public bool IsBesideEap { get; init; }

        public Func<List<Payload>, List<Payload>> BendLast { get; init; } = payloads => payloads;

        public List<Payload> Bend(List<Payload> payloads)
        {
            if (_said++ == 0)
            {
                _proof.AddRange(payloads.Where(p => p is IdPayload or AuthPayload or CertPayload));
                _end = [.. payloads.Where(p => !_proof.Contains(p))];
                return IsBesideEap ? [.. payloads, Follows] : [.. _proof, Follows];
            }

            if (IsBesideEap)
                return _said == 2 ? [.. _proof, .. payloads] : payloads;
            return _said <= further ? [.. _proof, Follows] : BendLast([.. _proof, .. _end]);
        }
    }
}
