using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Eap;

public sealed class PeapTests
{
    public static TheoryData<int> Versions => [TlsGateway.Tls12, TlsGateway.Tls13];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_login_by_name_and_password_connects(int version)
    {
        using PeapGateway gateway = new(version);

        Assert.Null(Run(gateway, out Responder responder));

        Assert.True(responder.IsAuthenticated);
        Assert.Equal([1, .. System.Text.Encoding.UTF8.GetBytes(EapLab.User)], gateway.HeardInner[0]);
        Assert.Equal([2, 9, 0, 11, 33, 0x80, 3, 0, 2, 0, 1], gateway.HeardInner[^1]);
    }

    /// <summary>A binding of the keys is there, and passed over.</summary>
    [Fact]
    public void Other_attributes_beside_the_result_do_no_harm()
    {
        using PeapGateway gateway = new(TlsGateway.Tls12)
        {
            BendInner = (n, data) => n == 4 ? [1, 9, 0, 71, .. data[4..], 0, 12, 0, 56, .. new byte[56]] : data,
        };

        Assert.Null(Run(gateway, out _));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_wrong_password_is_told(int version)
    {
        using PeapGateway gateway = new(version, "another password");

        IkeFault? fault = Run(gateway, out Responder responder);

        Assert.Contains("wrong user name or password (691)", fault!.Message, StringComparison.Ordinal);
        Assert.Equal(FaultKind.AuthenticationRejected, fault.Kind);
        Assert.False(responder.IsAuthenticated);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_server_that_is_not_the_one_gets_no_login(int version)
    {
        IkeFault verdict = new(FaultKind.PeerNotAuthentic, Blame.Configuration, "another name", NotifyType.AuthenticationFailed);
        using PeapGateway gateway = new(version);

        Assert.Equal(verdict, Run(gateway, out _, verdict));

        Assert.Empty(gateway.HeardInner);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_result_before_the_inner_methods_end_is_not_believed(int early)
    {
        foreach (int version in new[] { TlsGateway.Tls12, TlsGateway.Tls13 })
        {
            using PeapGateway gateway = new(version) { BendInner = (n, data) => n == early ? PeapGateway.Result(1) : data };

            Assert.Equal(FaultKind.ProtocolViolation, Run(gateway, out Responder responder)!.Kind);
            Assert.False(responder.IsAuthenticated);
        }
    }

    public static TheoryData<string> Results => ["0109000b21800300020003", "010900082180030002", "0109000521", "0109001121800300020001800300020001", "010900072180", "0d00"];

    [Theory]
    [MemberData(nameof(Results))]
    public void A_result_that_is_none_ends_the_login(string result)
    {
        using PeapGateway gateway = new(TlsGateway.Tls13) { BendInner = (n, data) => n == 4 ? Convert.FromHexString(result) : data };

        Assert.Equal(FaultKind.ProtocolViolation, Run(gateway, out Responder responder)!.Kind);
        Assert.False(responder.IsAuthenticated);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Success_before_the_result_is_not_believed(int version)
    {
        for (int early = 1; early <= 6; early++)
        {
            using PeapGateway gateway = new(version) { Bend = (n, packet) => n == early ? EapScript.Success(9) : packet };

            Assert.Equal(FaultKind.ProtocolViolation, Run(gateway, out _)!.Kind);
        }
    }

    private static IkeFault? Run(TlsGateway gateway, out Responder responder, IkeFault? verdict = null) =>
        TlsLab.Run(gateway, EapType.Peap, out responder, out List<CheckGateway> _, verdict, hasKey: false);
}
