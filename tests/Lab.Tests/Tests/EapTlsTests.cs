using System.Security.Cryptography;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Login by a method on TLS that the gateway itself serves, with its own certificate.</summary>
public sealed class EapTlsTests : LabTest
{
    private static readonly Authority Root = Authority.Create();

    private const string Name = "gw.example.test";

    private static readonly GatewaySettings Eap = new() { ClientAuthentication = "eap-tls", Certificate = Root.Issue([Name]) };

    private static readonly GatewaySettings Ttls = Eap with { ClientAuthentication = "eap-ttls" };

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
        string line = Refused(lab, Login);

        Assert.Contains("EAP-TLS", line, StringComparison.Ordinal);
        Assert.Contains("alert", line, StringComparison.Ordinal);
    }

    /// <summary>strongSwan's own server of EAP-TTLS, which takes EAP inside and nothing else.</summary>
    [Theory]
    [InlineData(GatewayVersion.Installed, "1.2")]
    [InlineData(GatewayVersion.Sid, "1.2")]
    [InlineData(GatewayVersion.Sid, "1.3")]
    public void Name_and_password_inside_eap_ttls(GatewayVersion version, string tls)
    {
        using var lab = StartLab(Ttls with { Version = version, TlsVersion = tls }, topology => Prepare(topology, Root));
        string refused = Refused(lab, Inside with { Password = "wrong horse" });
        Assert.Contains($"refused the login of \"{Ttls.User}\"", refused, StringComparison.Ordinal);
        Assert.Contains("check \"username\", \"password\"", refused, StringComparison.Ordinal);

        lab.Connect(Inside);
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
    }

    [Fact]
    public void The_other_form_of_eap_ttls_is_refused_in_one_line()
    {
        using var lab = StartLab(Ttls, topology => Prepare(topology, Root));

        Assert.Contains("\"eapMethods\"", Refused(lab, Inside with { EapMethods = ["ttls"] }), StringComparison.Ordinal);
    }

    /// <summary>The server inside may have a name of its own here too; then the gateway's own certificate is none.</summary>
    [Theory]
    [InlineData("eap-tls")]
    [InlineData("eap-ttls")]
    public void Another_name_inside_is_refused(string method)
    {
        using var lab = StartLab(Eap with { ClientAuthentication = method }, topology => Prepare(topology, Root));

        string line = Refused(lab, (method == "eap-tls" ? Login : Inside) with { EapServer = "radius.example.test" });
        Assert.Contains($"the server inside EAP: the certificate of 'CN={Name}' is not for \"radius.example.test\"", line, StringComparison.Ordinal);
    }

    private static AgentSettings Inside => AgentSettings.Login(Ttls) with { EapMethods = ["ttls-eap"] };

    private static string Refused(TunnelLab lab, AgentSettings settings)
    {
        HoldfastProcess agent = lab.StartAgent(settings);
        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        return Assert.Single(agent.ErrorLines);
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
