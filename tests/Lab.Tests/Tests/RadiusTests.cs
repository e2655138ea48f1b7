using System.Security.Cryptography;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Login at a gateway that leaves EAP to a RADIUS server, whose certificate has a name of its own.</summary>
public sealed class RadiusTests : LabTest
{
    private const string Name = "gw.example.test", ServerName = "radius.example.test";

    private static readonly Authority Root = Authority.Create();

    private static readonly GatewaySettings Gateway = new() { ClientAuthentication = "eap-radius", Certificate = Root.Issue([Name]) };

    [Theory]
    [InlineData("mschapv2", "1.2", GatewayVersion.Installed)]
    [InlineData("mschapv2", "1.2", GatewayVersion.Sid)]
    [InlineData("gtc", "1.2", GatewayVersion.Installed)]
    [InlineData("tls", "1.2", GatewayVersion.Installed)]
    [InlineData("tls", "1.3", GatewayVersion.Sid)]
    [InlineData("ttls", "1.2", GatewayVersion.Installed)]
    [InlineData("ttls", "1.3", GatewayVersion.Installed)]
    [InlineData("ttls-eap", "1.2", GatewayVersion.Installed)]
    [InlineData("ttls-eap", "1.3", GatewayVersion.Installed)]
    [InlineData("peap", "1.2", GatewayVersion.Installed)]
    [InlineData("peap", "1.3", GatewayVersion.Sid)]
    public void Every_method_connects(string method, string tls, GatewayVersion version)
    {
        using var lab = StartLab(Gateway with { Version = version }, Prepare);
        using RadiusServer radius = StartRadius(lab, Settings(method) with { TlsVersion = tls });
        try
        {
            lab.Connect(Login(method));
        }
        finally
        {
            Log(radius.Transcript);
        }

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.True(radius.HasAccepted);
    }

    [Theory]
    [InlineData("mschapv2")]
    [InlineData("gtc")]
    [InlineData("ttls")]
    [InlineData("ttls-eap")]
    [InlineData("peap")]
    public void A_wrong_password_is_told_in_one_line(string method)
    {
        using var lab = StartLab(Gateway, Prepare);
        using RadiusServer radius = StartRadius(lab, Settings(method));

        string line = Refuses(lab, Login(method) with { Password = "wrong horse" });
        Assert.Contains($"refused the login of \"{Gateway.User}\"", line, StringComparison.Ordinal);
        Assert.Contains("check \"username\", \"password\"", line, StringComparison.Ordinal);
        Assert.False(radius.HasAccepted);
    }

    [Fact]
    public void A_method_that_the_server_does_not_begin_with_is_agreed_on()
    {
        using var lab = StartLab(Gateway, Prepare);
        using RadiusServer radius = StartRadius(lab, Settings("md5"));

        lab.Connect(Login("peap"));
    }

    [Theory]
    [InlineData("another name", $"'CN={ServerName}' is not for \"{Name}\"; it is for {ServerName}, which \"eapServer\" may say")]
    [InlineData("unknown authority", "'CN=Unknown' is signed by itself and not among the trusted certificates")]
    [InlineData("expired", $"'CN={ServerName}' expired on")]
    [InlineData("not yet valid", $"'CN={ServerName}' is not valid before")]
    public void A_server_that_is_not_the_one_hears_no_login(string wrong, string why)
    {
        CertifiedKey key = wrong switch
        {
            "unknown authority" => Authority.Create("Unknown").Issue([ServerName]),
            "expired" => Root.Issue([ServerName], notBefore: DateTimeOffset.UtcNow.AddDays(-20), notAfter: DateTimeOffset.UtcNow.AddDays(-1)),
            "not yet valid" => Root.Issue([ServerName], notBefore: DateTimeOffset.UtcNow.AddDays(1)),
            _ => Root.Issue([ServerName]),
        };
        using var lab = StartLab(Gateway, Prepare);
        foreach (string method in new[] { "peap", "ttls", "tls" })
        {
            using RadiusServer radius = StartRadius(lab, Settings(method) with { Certificate = key });

            string line = Refuses(lab, Login(method) with { EapServer = wrong == "another name" ? null : ServerName });
            Assert.Contains("the server inside EAP: the certificate of " + why, line, StringComparison.Ordinal);
            Assert.False(radius.HasHeardInside || radius.HasAccepted);
        }
    }

    private static RadiusServer StartRadius(TunnelLab lab, RadiusSettings settings)
    {
        Require(Requirements.MissingForRadius);
        return RadiusServer.Start(lab.Topology, settings);
    }

    private static RadiusSettings Settings(string method) => new(Root.Below("Lab servers").Issue([ServerName]))
    {
        Method = method == "ttls-eap" ? "ttls" : method,
    };

    private static AgentSettings Login(string method)
    {
        AgentSettings login = AgentSettings.Login(Gateway) with { EapMethods = [method] };
        return method switch
        {
            "mschapv2" or "gtc" => login,
            "tls" => login with { EapServer = ServerName, Password = null, Certificate = "site.pem" },
            _ => login with { EapServer = ServerName },
        };
    }

    private static void Prepare(Topology topology)
    {
        SiteTrust.Install(topology.Site, Root, Name);
        CertifiedKey own = Root.Issue([Gateway.User], ECDsa.Create(ECCurve.NamedCurves.nistP256));
        SiteTrust.Put(topology.Site, "site.pem", $"{own.Key.ExportPkcs8PrivateKeyPem()}\n{own.Certificate.ExportCertificatePem()}\n");
    }

    private static string Refuses(TunnelLab lab, AgentSettings settings)
    {
        HoldfastProcess agent = lab.StartAgent(settings);
        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        return Assert.Single(agent.ErrorLines);
    }
}
