using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Name and password to a gateway with a certificate of an authority that the site's system trusts.</summary>
public sealed class LoginTests : LabTest
{
    private static readonly Authority Root = Authority.Create();

    private const string Name = "gw.example.test";

    private static readonly GatewaySettings Eap = new() { ClientAuthentication = "eap-mschapv2", Certificate = Root.Issue([Name]) };

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Three_lines_connect(GatewayVersion version)
    {
        GatewaySettings settings = Eap with { Version = version };
        using var lab = StartLab(settings, Prepare);
        File.WriteAllText(
            AgentFile.Write(lab.Topology.Site, ""),
            $$$"""
            { "gateway": "{{{Name}}}",
              "username": "{{{settings.User}}}",
              "password": "{{{settings.Password.Replace(@"\", @"\\")}}}" }
            """);
        lab.StartAgentAsConfigured().WaitForConnected();

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Equal(settings.User, lab.Gateway.OnlySa().EapIdentity);
    }

    [Fact]
    public void An_authority_between_and_a_wildcard()
    {
        Authority between = Root.Below("Lab issuing");
        using var lab = StartLab(Eap with { Certificate = between.Issue(["*.example.test"], ECDsa.Create(ECCurve.NamedCurves.nistP256)) }, Prepare);

        lab.Connect(AgentSettings.Login(Eap));
    }

    [Fact]
    public void An_address_in_the_certificate()
    {
        GatewaySettings settings = Eap with { Identity = Addresses.Gateway, Certificate = Root.Issue([Addresses.Gateway], ECDsa.Create(ECCurve.NamedCurves.nistP384)) };
        using var lab = StartLab(settings, Prepare);

        lab.Connect(AgentSettings.Login(settings));
    }

    [Fact]
    public void A_gateway_by_its_distinguished_name()
    {
        GatewaySettings settings = Eap with { Identity = $"\"CN={Name}\"" };
        using var lab = StartLab(settings, Prepare);
        AgentSettings login = AgentSettings.Login(settings) with { Gateway = Name };
        Refuses(lab, login with { GatewayIdentity = "CN=other" }, $"the gateway is \"CN={Name}\", not \"CN=other\"", "\"gatewayIdentity\"");

        lab.Connect(login with { GatewayIdentity = $"cn={Name.ToUpperInvariant()}" });
    }

    [Fact]
    public void A_pinned_key_needs_no_authority()
    {
        CertifiedKey unknown = Authority.Create("Unknown").Issue([Name]);
        using var lab = StartLab(Eap with { Certificate = unknown }, Prepare);

        lab.Connect(AgentSettings.Login(Eap) with { Trust = [unknown.Pin()] });
    }

    [Theory]
    [InlineData("eap-md5", "md5")]
    [InlineData("eap-gtc", "gtc")]
    public void Another_method_only_when_it_is_named(string method, string word)
    {
        using var lab = StartLab(Eap with { ClientAuthentication = method }, Prepare);
        Refuses(lab, AgentSettings.Login(Eap), "eapMethods");

        lab.Connect(AgentSettings.Login(Eap) with { EapMethods = [word] });
    }

    [Fact]
    public void A_system_without_authorities()
    {
        using var lab = StartLab(Eap);
        HoldfastProcess agent = lab.StartAgent(AgentSettings.Login(Eap));

        Assert.Equal(ExitCodes.Configuration, agent.WaitForExit());
        Assert.Contains("\"trust\": \"system\" finds no authorities here", Assert.Single(agent.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_password()
    {
        using var lab = StartLab(Eap, Prepare);
        Refuses(lab, AgentSettings.Login(Eap) with { Password = "wrong horse" }, Eap.User, "\"password\"");
    }

    public static TheoryData<string> WrongCertificates => ["another name", "expired", "not yet valid", "unknown authority", "an authority that is none"];

    /// <summary>One line that says which certificate and why; and not one byte of EAP.</summary>
    [Theory]
    [MemberData(nameof(WrongCertificates))]
    public void A_gateway_that_is_not_the_one(string wrong)
    {
        (CertifiedKey key, string why) = wrong switch
        {
            "another name" => (Root.Issue(["other.example.test"]), Name),
            "expired" => (Root.Issue([Name], notBefore: DateTimeOffset.UtcNow.AddDays(-20), notAfter: DateTimeOffset.UtcNow.AddDays(-1)), "expired"),
            "not yet valid" => (Root.Issue([Name], notBefore: DateTimeOffset.UtcNow.AddDays(1)), "not valid before"),
            "unknown authority" => (Authority.Create("Unknown").Issue([Name]), "CN=Unknown"),
            _ => (Authority.By(Root.Issue(["other.example.test"], ECDsa.Create(ECCurve.NamedCurves.nistP256))).Issue([Name]), "no trusted certificate"),
        };
        using var lab = StartLab(Eap with { Certificate = key }, Prepare);
        Refuses(lab, AgentSettings.Login(Eap), why);

        Assert.Equal(0, lab.Gateway.CountInLog("EAP/RES"));
    }

    private static void Prepare(Topology topology) => SiteTrust.Install(topology.Site, Root, Name);

    private static void Refuses(TunnelLab lab, AgentSettings settings, params string[] words)
    {
        HoldfastProcess agent = lab.StartAgent(settings);
        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        string line = Assert.Single(agent.ErrorLines);
        foreach (string word in words)
            Assert.Contains(word, line, StringComparison.Ordinal);
    }
}
