using System.Security.Cryptography;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Login by a certificate inside EAP, both ends below one authority.</summary>
public sealed class EapTlsTests : LabTest
{
    private static readonly Authority Root = Authority.Create();

    private const string Name = "gw.example.test";

    private static readonly GatewaySettings Eap = new() { ClientAuthentication = "eap-tls", Certificate = Root.Issue([Name]) };

    [Theory]
    [InlineData(GatewayVersion.Installed, "1.2")]
    [InlineData(GatewayVersion.Sid, "1.2")]
    [InlineData(GatewayVersion.Sid, "1.3")]
    public void A_certificate_on_both_ends_connects(GatewayVersion version, string tls)
    {
        GatewaySettings settings = Eap with { Version = version, TlsVersion = tls };
        using var lab = StartLab(settings, topology => Prepare(topology, Root));
        lab.Connect(Login);

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
    }

    [Theory]
    [InlineData(GatewayVersion.Installed, "1.2")]
    [InlineData(GatewayVersion.Sid, "1.3")]
    public void A_certificate_of_another_authority_is_refused_in_one_line(GatewayVersion version, string tls)
    {
        GatewaySettings settings = Eap with { Version = version, TlsVersion = tls };
        using var lab = StartLab(settings, topology => Prepare(topology, Authority.Create("Unknown")));
        HoldfastProcess agent = lab.StartAgent(Login);

        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        string line = Assert.Single(agent.ErrorLines);
        Assert.Contains("EAP-TLS", line, StringComparison.Ordinal);
        Assert.Contains("alert", line, StringComparison.Ordinal);
    }

    private static AgentSettings Login => AgentSettings.Login(Eap) with
    {
        EapMethods = ["tls"], Password = null, Certificate = "site.pem", PrivateKey = "site.pem",
    };

    private static void Prepare(Topology topology, Authority authority)
    {
        SiteTrust.Install(topology.Site, Root, Name);
        CertifiedKey own = authority.Issue([Eap.User], ECDsa.Create(ECCurve.NamedCurves.nistP256));
        SiteTrust.Put(topology.Site, "site.pem", $"{own.Key.ExportPkcs8PrivateKeyPem()}\n{own.Certificate.ExportCertificatePem()}\n");
    }
}
