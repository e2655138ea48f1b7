using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Login;

/// <summary>A gateway that leaves its proof to the method of EAP (RFC 5998), where the connection lets it, and where not.</summary>
public sealed class EapOnlyTests
{
    private static readonly IkeFault NotTheOne = IkeFault.NotAuthentic("another name");

    [Theory]
    [InlineData(EapType.Tls, EapLab.User)]
    [InlineData(EapType.Ttls, "anonymous@example.test")]
    [InlineData(EapType.Peap, "anonymous@example.test")]
    public void A_server_with_the_gateways_name_and_auth_by_its_key_connect(EapType type, string told)
    {
        foreach (int version in new[] { TlsGateway.Tls12, TlsGateway.Tls13 })
        {
            using TlsGateway gateway = Make(type, version);

            Assert.Null(Run(gateway, type, out Responder responder, out List<CheckGateway> asked));

            Assert.True(responder.IsAuthenticated);
            Assert.True(responder.Requests[0].Has(NotifyType.EapOnlyAuthentication));
            Assert.Equal((responder.Id, PathPurpose.TlsServer), (Assert.Single(asked).Claim.Identity, asked[0].Claim.Purpose));
            Assert.Equal(told, Encoding.UTF8.GetString(gateway.Script.Heard[0].MethodData.Span));
        }
    }

    [Fact]
    public void Where_it_was_not_offered_it_fails_as_before_and_nothing_of_eap_leaves()
    {
        using TlsGateway gateway = Make(EapType.Tls);

        IkeFault? fault = Run(gateway, EapType.Tls, out Responder responder, out _, bend: settings => settings with { EapOnly = false });

        Assert.Equal((FaultKind.ProtocolViolation, "IKE_AUTH without AUTH or IDr"), (fault!.Kind, fault.Message));
        Assert.Empty(gateway.Script.Heard);
        Assert.DoesNotContain(responder.Requests, request => request.Has(NotifyType.EapOnlyAuthentication));
    }

    /// <summary>Whatever the connection allows: such a method proves nothing that a forger could not relay.</summary>
    [Theory]
    [InlineData(EapType.MschapV2)]
    [InlineData(EapType.Md5Challenge)]
    [InlineData(EapType.GenericTokenCard)]
    public void A_method_that_does_not_prove_the_gateway_is_neither_begun_nor_declined(EapType type)
    {
        foreach (EapType allowed in new[] { type, EapType.Ttls })
        {
            EapScript script = new(EapScript.Request(1, EapType.Identity), _ => EapScript.Request(2, type, 16, 1, 2, 3));
            Responder rogue = new(new SeededRandom(2)) { Eap = script, EapOnly = true };
            using Wires wires = new(EapLab.Settings(allowed) with { EapOnly = true }, rogue);
            wires.RunUntil(() => wires.Up is not null || wires.Down is not null);

            Assert.Equal(FaultKind.PeerNotAuthentic, wires.Down!.Fault.Kind);
            Assert.Equal((byte)EapType.Identity, Assert.Single(script.Heard).Method);
        }
    }

    [Theory]
    [InlineData(EapType.Tls)]
    [InlineData(EapType.Ttls)]
    [InlineData(EapType.Peap)]
    public void A_server_that_was_not_found_good_learns_nothing(EapType type)
    {
        using TlsGateway gateway = Make(type);

        Assert.Equal(NotTheOne, Run(gateway, type, out Responder responder, out _, NotTheOne));

        Assert.Equal(2, gateway.Script.Heard.Count);
        Assert.False(responder.IsAuthenticated || gateway.Server.KnowsClient);
    }

    [Fact]
    public void Success_without_a_key_is_none()
    {
        for (int early = 1; early <= 3; early++)
        {
            using TlsGateway gateway = new(TlsGateway.Tls13) { Bend = (n, packet) => n == early ? EapScript.Success(9) : packet };

            Assert.NotNull(Run(gateway, EapType.Tls, out Responder responder, out _));
            Assert.False(responder.IsAuthenticated);
        }

        EapScript script = new(EapScript.Success(1), _ => null);
        using Wires wires = new(EapLab.Settings(EapType.Tls) with { EapOnly = true }, new Responder(new SeededRandom(2)) { Eap = script, EapOnly = true });
        wires.RunUntil(() => wires.Up is not null || wires.Down is not null);
        Assert.NotNull(wires.Down);
        Assert.Empty(script.Heard);
    }

    /// <summary>Who only passes EAP on to the server and back does not know the key (RFC 5998 section 6.1).</summary>
    [Fact]
    public void The_last_auth_is_by_the_methods_key()
    {
        using TlsGateway gateway = Make(EapType.Tls);

        IkeFault? fault = Run(gateway, EapType.Tls, out _, out _, make: script => new Responder(new SeededRandom(2))
        {
            Eap = script, EapOnly = true,
            BendAuth = payloads => [.. payloads.Select(p => p is AuthPayload ? new AuthPayload(AuthMethod.SharedKey, new byte[32]) : p)],
        });

        Assert.Equal(FaultKind.PeerNotAuthentic, fault!.Kind);
    }

    [Fact]
    public void A_gateway_that_proves_itself_all_the_same_has_to_do_it_right_and_is_told_the_name()
    {
        using TlsGateway right = Make(EapType.Ttls), wrong = Make(EapType.Ttls);

        Assert.Null(Run(right, EapType.Ttls, out _, out _, make: script => new Responder(new SeededRandom(2)) { Eap = script }));
        IkeFault? fault = Run(
            wrong, EapType.Ttls, out _, out _, make: script => new Responder(new SeededRandom(2), "another secret") { Eap = script });

        Assert.Equal(EapLab.User, Encoding.UTF8.GetString(right.Script.Heard[0].MethodData.Span));
        Assert.Equal(FaultKind.PeerNotAuthentic, fault!.Kind);
        Assert.Empty(wrong.Script.Heard);
    }

    [Fact]
    public void Another_gateway_than_the_one_that_is_meant_gets_nothing()
    {
        using TlsGateway gateway = Make(EapType.Tls);

        IkeFault? fault = Run(gateway, EapType.Tls, out _, out _, bend: settings => settings with
        {
            EapOnly = true, RemoteId = new IdPayload(false, IdType.Fqdn, "other.example.test"u8.ToArray()),
        });

        Assert.Equal(FaultKind.PeerNotAuthentic, fault!.Kind);
        Assert.Empty(gateway.Script.Heard);
    }

    /// <summary>There is no method that could prove it.</summary>
    [Fact]
    public void A_login_without_eap_needs_auth()
    {
        Responder rogue = new(new SeededRandom(2))
        {
            BendAuth = payloads => [.. payloads.Where(p => p is not AuthPayload), new EapPayload(EapScript.Success(1))],
        };
        using Wires wires = new(TestSettings.Create() with { EapOnly = true }, rogue);
        wires.RunUntil(() => wires.Up is not null || wires.Down is not null);

        Assert.Equal(FaultKind.ProtocolViolation, wires.Down!.Fault.Kind);
    }

    private static TlsGateway Make(EapType type, int version = TlsGateway.Tls13) => type switch
    {
        EapType.Ttls => new TtlsGateway(version),
        EapType.Peap => new PeapGateway(version),
        _ => new TlsGateway(version),
    };

    private static IkeFault? Run(
        TlsGateway gateway, EapType type, out Responder responder, out List<CheckGateway> asked, IkeFault? verdict = null,
        Func<IkeSettings, IkeSettings>? bend = null, Func<EapScript, Responder>? make = null) => TlsLab.Run(
            gateway, type, out responder, out asked, verdict, hasKey: type == EapType.Tls,
            bend: bend ?? (settings => settings with { EapOnly = true }),
            make: make ?? (script => new Responder(new SeededRandom(2)) { Eap = script, EapOnly = true }));
}
