using System.Security.Cryptography.X509Certificates;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The gateway's certificate names a revocation list, which is asked for before the tunnel stands and past its kill switch.</summary>
public sealed class RevocationTests : LabTest
{
    private const string Name = "gw.example.test";

    private static readonly Authority Root = Authority.Create();

    private static readonly CertifiedKey Listed = Root.Issue([Name], prepare: request => request.CertificateExtensions.Add(
        CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([WebServer.Url(Addresses.Gateway)])));

    private static readonly CertifiedKey Asked = Root.Issue([Name], prepare: request => request.CertificateExtensions.Add(
        new X509AuthorityInformationAccessExtension([WebServer.Url(Addresses.Gateway)], [])));

    private static readonly GatewaySettings Settings = new() { ClientAuthentication = "eap-mschapv2", Certificate = Listed };

    private static readonly AgentSettings Login = AgentSettings.Login(Settings);

    [Fact]
    public void A_good_certificate_connects_and_the_answer_is_kept()
    {
        using var lab = StartLab(Settings, Prepare);
        using (WebServer server = new(lab.Topology.Gateway.Network, Root.RevocationList()))
        {
            lab.Connect(Login with { Revocation = "strict" }).Stop();
            Assert.Equal(1, server.Requests);
        }

        lab.Connect(Login with { Revocation = "strict" });
    }

    [Fact]
    public void A_revoked_certificate_is_refused()
    {
        using var lab = StartLab(Settings, Prepare);
        using WebServer server = new(lab.Topology.Gateway.Network, Root.RevocationList(Listed));

        Refuses(lab, Login, $"'CN={Name}' was revoked on");
        Assert.Equal(0, lab.Gateway.CountInLog("EAP/RES"));
    }

    [Fact]
    public void A_responder_is_believed_that_it_was_revoked()
    {
        using var lab = StartLab(Settings with { Certificate = Asked }, Prepare);
        using WebServer server = new(lab.Topology.Gateway.Network, Root.StatusOf(Asked, isRevoked: true));

        Refuses(lab, Login, $"'CN={Name}' was revoked on");
        Assert.Equal(0, lab.Gateway.CountInLog("EAP/RES"));
    }

    [Fact]
    public void A_responder_is_believed_that_it_was_not()
    {
        using var lab = StartLab(Settings with { Certificate = Asked }, Prepare);
        using WebServer server = new(lab.Topology.Gateway.Network, Root.StatusOf(Asked, isRevoked: false));

        lab.Connect(Login with { Revocation = "strict" });
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("CRL")]
    [InlineData("OCSP")]
    public void A_server_that_never_ends_its_answer_delays_and_stops_nothing(string kind)
    {
        using var lab = StartLab(Settings with { Certificate = kind == "CRL" ? Listed : Asked }, Prepare);
        using WebServer server = new(lab.Topology.Gateway.Network, null);

        HoldfastProcess agent = lab.Connect(Login);
        Assert.Contains(agent.WarningLines, line => line.Contains("is not known: 192.0.2.2:8080: no answer in time", StringComparison.Ordinal));
    }

    [Fact]
    public void What_nobody_knows_is_refused_if_it_is_to_be_strict()
    {
        using var lab = StartLab(Settings, Prepare);
        Refuses(lab, Login with { Revocation = "strict" }, "was revoked is not known: ");
        Refuses(lab, Login with { Revocation = "strict", LogLevel = "info" }, Addresses.Gateway);
    }

    [Fact]
    public void Nobody_is_asked_if_nobody_is_to_be()
    {
        using var lab = StartLab(Settings, Prepare);
        using WebServer server = new(lab.Topology.Gateway.Network, Root.RevocationList(Listed));

        lab.Connect(Login with { Revocation = "off" });
        Assert.Equal(0, server.Requests);
    }

    private static void Prepare(Topology topology) => SiteTrust.Install(topology.Site, Root, Name);

    private static void Refuses(TunnelLab lab, AgentSettings settings, string word)
    {
        HoldfastProcess agent = lab.StartAgent(settings);
        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        Assert.Contains(word, Assert.Single(agent.ErrorLines), StringComparison.Ordinal);
    }
}
