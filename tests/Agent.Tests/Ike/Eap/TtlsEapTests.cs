using System.Text;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Eap;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Eap;

/// <summary>EAP-TTLS that carries EAP (RFC 5281 section 11.2.1).</summary>
public sealed class TtlsEapTests
{
    public static TheoryData<int> Versions => [TlsGateway.Tls12, TlsGateway.Tls13];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_login_by_name_and_password_connects(int version)
    {
        using TtlsEapGateway gateway = new(version);

        Assert.Null(Run(gateway, out Responder responder));

        Assert.True(responder.IsAuthenticated);
        EapPayload first = gateway.HeardInner[0];
        Assert.Equal((EapCode.Response, EapLab.User), (first.Code, Encoding.UTF8.GetString(first.MethodData.Span)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_wrong_password_is_told(int version)
    {
        using TtlsEapGateway gateway = new(version, "another password");

        IkeFault? fault = Run(gateway, out Responder responder);

        Assert.Equal((FaultKind.AuthenticationRejected, Blame.Configuration), (fault!.Kind, fault.Blame));
        Assert.Contains("wrong user name or password (691)", fault.Message, StringComparison.Ordinal);
        Assert.False(responder.IsAuthenticated);
    }

    /// <summary>strongSwan sends an alert before the failure.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void What_comes_after_a_refusal_does_not_hide_it(int version)
    {
        bool isSaid = false;
        using TtlsEapGateway gateway = new(version, "another password")
        {
            Bend = (_, packet) =>
            {
                if (isSaid || packet![0] != (byte)EapCode.Failure)
                    return packet;
                isSaid = true;
                return EapScript.Request(packet[1], EapType.Ttls, 0, 21, 3, 3, 0, 2, 1, 0);
            },
        };

        IkeFault? fault = Run(gateway, out _);

        Assert.True(isSaid);
        Assert.Contains("wrong user name or password (691)", fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_server_that_is_not_the_one_gets_no_login(int version)
    {
        IkeFault verdict = new(FaultKind.PeerNotAuthentic, Blame.Configuration, "another name", NotifyType.AuthenticationFailed);
        using TtlsEapGateway gateway = new(version);

        Assert.Equal(verdict, Run(gateway, out _, verdict));

        Assert.Empty(gateway.HeardInner);
    }

    /// <summary>In place of the challenge, and of the gateway's proof.</summary>
    [Theory]
    [InlineData("success")]
    [InlineData("another method")]
    [InlineData("a packet that is none")]
    [InlineData("no packet")]
    [InlineData("something that must be known")]
    [InlineData("garbage")]
    public void An_answer_that_is_none_ends_the_login(string answer)
    {
        foreach ((int version, int which) in new[] { (TlsGateway.Tls12, 1), (TlsGateway.Tls12, 2), (TlsGateway.Tls13, 1), (TlsGateway.Tls13, 2) })
        {
            using TtlsEapGateway gateway = new(version) { BendInner = (n, avps) => n == which ? Bend(avps) : avps };

            Assert.NotNull(Run(gateway, out Responder responder));
            Assert.False(responder.IsAuthenticated);
            Assert.DoesNotContain(gateway.HeardInner, packet => packet.Method == (byte)EapType.MschapV2 && packet.MethodData.Span[0] == 3);
        }

        byte[] Bend(byte[] avps) => answer switch
        {
            "success" => TtlsEapGateway.Inside(EapScript.Success(3)),
            "another method" => TtlsEapGateway.Inside(EapScript.Request(3, EapType.GenericTokenCard, "Password"u8)),
            "a packet that is none" => TtlsEapGateway.Inside([1, 2, 0, 99, 26]),
            "no packet" => TtlsEapGateway.Inside([]),
            "something that must be known" => [.. avps, .. Avp.Encode(999, 0, [1])],
            _ => [1, 2, 3],
        };
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_packet_in_pieces_is_put_together(int version)
    {
        using TtlsEapGateway gateway = new(version)
        {
            BendInner = (_, avps) =>
            {
                Avp.TryDecode(avps, out List<Avp> all);
                byte[] packet = all[0].Data.ToArray();
                return [.. TtlsEapGateway.Inside(packet[..7]), .. TtlsEapGateway.Inside(packet[7..])];
            },
        };

        Assert.Null(Run(gateway, out _));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Success_before_the_proof_is_not_believed(int version)
    {
        for (int early = 1; early <= 5; early++)
        {
            using TtlsEapGateway gateway = new(version) { Bend = (n, packet) => n == early ? EapScript.Success(9) : packet };

            Assert.Equal(FaultKind.ProtocolViolation, Run(gateway, out Responder responder)!.Kind);
            Assert.False(responder.IsAuthenticated);
        }
    }

    private static IkeFault? Run(TtlsEapGateway gateway, out Responder responder, IkeFault? verdict = null) => TlsLab.Run(
        gateway, EapType.Ttls, out responder, out List<CheckGateway> _, verdict, hasKey: false, bend: s => s with
        {
            Credential = (EapLogin)s.Credential with { HasEapInTtls = true },
        });
}
