using System.Security.Cryptography;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>A gateway that proves itself inside EAP-TLS alone (RFC 5998).</summary>
public sealed class EapOnlyTests : LabTest
{
    private const string Name = "gw.example.test";

    private static readonly Authority Root = Authority.Create();

    private static readonly GatewaySettings EapOnly = new()
    {
        ClientAuthentication = "eap-tls", OwnAuthentication = "eap", Certificate = Root.Issue([Name]),
    };

    [Theory]
    [InlineData(GatewayVersion.Installed, "1.2")]
    [InlineData(GatewayVersion.Sid, "1.2")]
    [InlineData(GatewayVersion.Sid, "1.3")]
    public void It_connects_where_the_connection_allows_it(GatewayVersion version, string tls)
    {
        using var lab = StartLab(EapOnly with { Version = version, TlsVersion = tls }, topology => Prepare(topology, Root));
        lab.Connect(Login);

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Equal(1, lab.Gateway.CountInLog("generating IKE_AUTH response 1 [ IDr EAP/REQ"));
        Assert.Equal(1, lab.Gateway.CountInLog("received TLS peer certificate"));
    }

    [Fact]
    public void A_gateway_that_proves_itself_before_is_as_good()
    {
        using var lab = StartLab(EapOnly with { OwnAuthentication = null }, topology => Prepare(topology, Root));
        lab.Connect(Login);

        Assert.Equal(1, lab.Gateway.CountInLog("generating IKE_AUTH response 1 [ IDr CERT AUTH EAP/REQ"));
    }

    [Fact]
    public void Where_the_connection_does_not_allow_it_nothing_of_eap_leaves()
    {
        using var lab = StartLab(EapOnly, topology => Prepare(topology, Root));
        HoldfastProcess agent = lab.StartAgent(Login with { EapOnly = null });

        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        Assert.Single(agent.ErrorLines);
        Assert.Equal(0, lab.Gateway.CountInLog("EAP/RES"));
    }

    [Fact]
    public void A_server_of_an_unknown_authority_gets_no_certificate()
    {
        using var lab = StartLab(EapOnly, topology => Prepare(topology, Authority.Create("Unknown")));
        HoldfastProcess agent = lab.StartAgent(Login);

        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        Assert.Contains("trust", Assert.Single(agent.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, lab.Gateway.CountInLog("received TLS peer certificate"));
    }

    private static AgentSettings Login => AgentSettings.Login(EapOnly) with
    {
        EapMethods = ["tls"], EapOnly = true, Password = null, Certificate = "site.pem", PrivateKey = "site.pem",
    };

    private static void Prepare(Topology topology, Authority trusted)
    {
        SiteTrust.Install(topology.Site, trusted, Name);
        CertifiedKey own = Root.Issue([EapOnly.User], ECDsa.Create(ECCurve.NamedCurves.nistP256));
        SiteTrust.Put(topology.Site, "site.pem", $"{own.Key.ExportPkcs8PrivateKeyPem()}\n{own.Certificate.ExportCertificatePem()}\n");
    }
}
