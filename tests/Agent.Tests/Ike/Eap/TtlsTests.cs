using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Eap;

public sealed class TtlsTests
{
    public static TheoryData<int> Versions => [TlsGateway.Tls12, TlsGateway.Tls13];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_login_by_name_and_password_connects(int version)
    {
        using TtlsGateway gateway = new(version);

        Assert.Null(Run(gateway, out Responder responder));

        Assert.Equal((true, EapLab.User), (responder.IsAuthenticated, gateway.UserName));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_wrong_password_is_told(int version)
    {
        using TtlsGateway gateway = new(version, "another password");

        IkeFault? fault = Run(gateway, out Responder responder);

        Assert.Equal((FaultKind.AuthenticationRejected, Blame.Configuration), (fault!.Kind, fault.Blame));
        Assert.Contains("wrong user name or password (691)", fault.Message, StringComparison.Ordinal);
        Assert.False(responder.IsAuthenticated);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_server_that_is_not_the_one_gets_no_login(int version)
    {
        IkeFault verdict = new(FaultKind.PeerNotAuthentic, Blame.Configuration, "another name", NotifyType.AuthenticationFailed);
        using TtlsGateway gateway = new(version);

        Assert.Equal(verdict, Run(gateway, out _, verdict));

        Assert.Null(gateway.UserName);
    }

    [Theory]
    [InlineData("a wrong proof", FaultKind.PeerNotAuthentic)]
    [InlineData("another identifier", FaultKind.PeerNotAuthentic)]
    [InlineData("an empty proof", FaultKind.ProtocolViolation)]
    [InlineData("something unknown", FaultKind.ProtocolViolation)]
    [InlineData("something unknown beside it", FaultKind.ProtocolViolation)]
    [InlineData("garbage", FaultKind.ProtocolViolation)]
    public void An_answer_that_proves_nothing_ends_the_login(string answer, FaultKind kind)
    {
        foreach (int version in new[] { TlsGateway.Tls12, TlsGateway.Tls13 })
        {
            using TtlsGateway gateway = new(version)
            {
                BendInner = avps => answer switch
                {
                    "a wrong proof" => [.. avps[..20], (byte)(avps[20] ^ 1), .. avps[21..]],
                    "another identifier" => [.. avps[..12], (byte)(avps[12] ^ 1), .. avps[13..]],
                    "an empty proof" => Avp.Encode(26, 311, []),
                    "something unknown" => Avp.Encode(999, 0, [1]),
                    "something unknown beside it" => [.. avps, .. Avp.Encode(999, 0, [1])],
                    _ => [1, 2, 3],
                },
            };

            Assert.Equal(kind, Run(gateway, out Responder responder)!.Kind);
            Assert.False(responder.IsAuthenticated);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Success_before_the_proof_is_not_believed(int version)
    {
        for (int early = 1; early <= 3; early++)
        {
            using TtlsGateway gateway = new(version) { Bend = (n, packet) => n == early ? EapScript.Success(9) : packet };

            Assert.Equal(FaultKind.ProtocolViolation, Run(gateway, out _)!.Kind);
        }
    }

    private static IkeFault? Run(TlsGateway gateway, out Responder responder, IkeFault? verdict = null) =>
        TlsLab.Run(gateway, EapType.Ttls, out responder, out List<CheckGateway> _, verdict, hasKey: false);
}
