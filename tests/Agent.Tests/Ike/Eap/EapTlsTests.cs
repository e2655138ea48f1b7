using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Login;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Eap;

public sealed class EapTlsTests
{
    public static TheoryData<int> Versions => [TlsGateway.Tls12, TlsGateway.Tls13];

    [Theory]
    [InlineData(TlsGateway.Tls12, 1000)]
    [InlineData(TlsGateway.Tls12, 100)]
    [InlineData(TlsGateway.Tls13, 1000)]
    [InlineData(TlsGateway.Tls13, 100)]
    public void A_login_by_certificate_connects(int version, int fragmentSize)
    {
        using TlsGateway gateway = new(version) { FragmentSize = fragmentSize };

        Assert.Null(Run(gateway, out Responder responder, out List<CheckGateway> asked));

        Assert.True(responder.IsAuthenticated && gateway.Server.KnowsClient);
        GatewayClaim claim = Assert.Single(asked).Claim;
        Assert.Equal((PathPurpose.TlsServer, "gw.example.test"), (claim.Purpose, Encoding.UTF8.GetString(claim.Identity.Data.Span)));
        Assert.Equal(gateway.Server.Certificate, Assert.Single(claim.Certificates).ToArray());
    }

    /// <summary>As it is with a RADIUS server behind the gateway.</summary>
    [Fact]
    public void The_server_may_have_to_have_a_name_of_its_own()
    {
        IdPayload radius = new(false, IdType.Fqdn, "radius.example.test"u8.ToArray());
        using TlsGateway gateway = new(TlsGateway.Tls13);

        Assert.Null(TlsLab.Run(gateway, EapType.Tls, out _, out List<CheckGateway> asked, bend: s => s with { EapServer = radius }));

        Assert.Equal(radius, Assert.Single(asked).Claim.Identity);
    }

    /// <summary>Nothing but the first flight had left, and nothing of EAP follows.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void A_server_that_is_not_the_one_gets_no_certificate(int version)
    {
        IkeFault verdict = new(FaultKind.PeerNotAuthentic, Blame.Configuration, "another name", NotifyType.AuthenticationFailed);
        using TlsGateway gateway = new(version);

        Assert.Equal(verdict, Run(gateway, out Responder responder, out _, verdict));

        Assert.Equal(2, gateway.Script.Heard.Count);
        Assert.False(responder.IsAuthenticated || gateway.Server.KnowsClient);
    }

    [Fact]
    public void Without_a_verdict_nothing_goes_on()
    {
        using TlsGateway gateway = new(TlsGateway.Tls13);

        IkeFault? fault = Run(gateway, out _, out _, decides: false);

        Assert.Contains("in time", fault!.Message, StringComparison.Ordinal);
        Assert.Equal(2, gateway.Script.Heard.Count);
    }

    [Fact]
    public void Without_a_certificate_it_is_declined()
    {
        using TlsGateway gateway = new(TlsGateway.Tls13);

        IkeFault? fault = TlsLab.Run(gateway, EapType.Tls, out _, out _, hasKey: false);

        Assert.Equal((byte)EapType.Nak, gateway.Script.Heard[^1].Method);
        Assert.Equal(FaultKind.AuthenticationRejected, fault!.Kind);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Success_before_the_end_is_not_believed(int version)
    {
        for (int early = 1; early <= 3; early++)
        {
            using TlsGateway gateway = new(version) { Bend = (n, packet) => n == early ? EapScript.Success(9) : packet };

            Assert.Equal(FaultKind.ProtocolViolation, Run(gateway, out Responder responder, out _)!.Kind);
            Assert.False(responder.IsAuthenticated);
        }
    }

    /// <summary>RFC 9190 section 2.1.1: without it nobody knows whether the certificate was taken.</summary>
    [Fact]
    public void Tls_1_3_without_the_indication_of_success_is_none()
    {
        using TlsGateway gateway = new(TlsGateway.Tls13) { Commitment = [] };

        Assert.Contains("success before", Run(gateway, out Responder responder, out _)!.Message, StringComparison.Ordinal);
        Assert.False(responder.IsAuthenticated);
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 0, 0 })]
    public void Another_indication_is_a_violation(byte[] commitment)
    {
        using TlsGateway gateway = new(TlsGateway.Tls13) { Commitment = commitment };

        Assert.Equal(FaultKind.ProtocolViolation, Run(gateway, out _, out _)!.Kind);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Whatever_is_bent_it_ends(int version)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            int which = random.Next(1, 4);
            using TlsGateway gateway = new(version)
            {
                FragmentSize = 300,
                Bend = (n, packet) => n == which && packet is { Length: > 6 } ? Bent(packet, random) : packet,
            };

            IkeFault? fault = Run(gateway, out Responder responder, out _);
            Assert.True(fault is null == responder.IsAuthenticated);
        }
    }

    public static TheoryData<string> Bombs =>
        ["too long", "longer than said", "shorter than said", "changing", "nothing", "without end", "cut", "no flags", "no start", "two starts", "an empty message"];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Fragments_that_are_a_trap_end_the_login(string trap)
    {
        byte[] part = new byte[900];
        byte said = 0;
        using TlsGateway gateway = new(TlsGateway.Tls13) { Bend = (n, packet) => n < 2 && trap != "no start" ? packet : Trap() };

        IkeFault? fault = Run(gateway, out Responder responder, out _);

        Assert.Equal(FaultKind.ProtocolViolation, fault!.Kind);
        Assert.False(responder.IsAuthenticated);

        byte[] Trap() => EapScript.Request(9, EapType.Tls, trap switch
        {
            "too long" => [0xc0, 0, 1, 0, 1, .. part],
            "longer than said" => [0xc0, 0, 0, 0, 200, .. part],
            "shorter than said" => [0x80, 0, 0, 9, 0, .. part],
            "changing" => [0xc0, 0, 0, 9, said++, .. part],
            "nothing" => [0x40],
            "cut" => [0x80, 0, 0],
            "no flags" => [],
            "two starts" => [0x20],
            "an empty message" => [0],
            "no start" => [0, .. part],
            _ => [0x40, .. part],
        });
    }

    private static byte[] Bent(byte[] packet, Random random)
    {
        byte[] bent = [.. packet];
        bent[random.Next(5, bent.Length)] ^= (byte)random.Next(1, 256);
        return bent;
    }

    private static IkeFault? Run(
        TlsGateway gateway, out Responder responder, out List<CheckGateway> asked, IkeFault? verdict = null, bool decides = true) =>
        TlsLab.Run(gateway, EapType.Tls, out responder, out asked, verdict, decides: decides);
}
