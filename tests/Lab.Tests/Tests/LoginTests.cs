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

        Assert.Equal(1, lab.Gateway.CountInLog("EAP/RES/ID")); // a second time might lock the account
    }

    public static TheoryData<string> WrongCertificates => ["another name", "expired", "not yet valid", "unknown authority", "an authority that is none", "weak key", "name constraint"];

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
            "weak key" => (Root.Issue([Name], RSA.Create(1024)), "a weak RSA key of 1024 bits"),
            "name constraint" => (Root.Below("Lab others", Authority.Excluding("EXAMPLE.test")).Issue([Name]), "name that its CA may not give"),
            _ => (Authority.By(Root.Issue(["other.example.test"], ECDsa.Create(ECCurve.NamedCurves.nistP256))).Issue([Name]), "no trusted certificate"),
        };
        using var lab = StartLab(Eap with { Certificate = key }, Prepare);
        Refuses(lab, AgentSettings.Login(Eap), why);

        Assert.Equal(0, lab.Gateway.CountInLog("EAP/RES"));
    }

    /// <summary>Counted on the wire, by a reader with the keys; the login that is let in shows that it counts.</summary>
    [Theory]
    [InlineData(Name, true)]
    [InlineData("other.example.test", false)]
    public void A_valid_chain_for_another_name_gets_not_one_byte_of_eap(string certifiedName, bool isRight)
    {
        Require(Requirements.MissingForCaptures);
        using var lab = StartLab(Eap with { Certificate = Root.Issue([certifiedName]) }, Prepare);
        using var capture = new Capture(lab.Site, Topology.Wan, Path.Combine(lab.Topology.Folder, "login.pcapng"));
        string keys = Directory.CreateDirectory(Path.Combine(lab.Topology.Site.Run, "keys")).FullName;
        AgentSettings login = AgentSettings.Login(Eap);
        HoldfastProcess agent = lab.StartAgent(login, "--export-keys", "/run/keys");
        if (isRight)
            agent.WaitForConnected();
        else
            Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        capture.Stop(Addresses.NatInside);

        var tshark = new Tshark(capture.Path, keys);
        string sent = $"isakmp.exchangetype == 35 && isakmp.flag_r == 0 && ip.src == {Addresses.Site}";
        Assert.Equal(isRight ? ["0x00000001", "0x00000002", "0x00000003", "0x00000004", "0x00000005"] : ["0x00000001"],
            tshark.Fields(sent, "isakmp.messageid").Distinct());
        string text = string.Join('\n', tshark.Dissect(sent));
        Assert.Contains("Payload: Identification - Initiator", text, StringComparison.Ordinal);
        Assert.Equal(isRight, text.Contains("Payload: Extensible Authentication", StringComparison.Ordinal));
        Assert.Equal(isRight, text.Contains(Eap.User, StringComparison.Ordinal));
        Assert.Equal(isRight, lab.Gateway.CountInLog("EAP/RES") > 0);
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
