using System.Security.Cryptography;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Two logins, one after the other (RFC 4739): the machine's by certificate or key, then the user's by EAP.</summary>
public sealed class RoundsTests : LabTest
{
    private const string Name = "gw.example.test", Site = "site7.example.test";

    private static readonly Authority Root = Authority.Create();

    private static readonly GatewaySettings ByCertificate = new()
    {
        ClientAuthentication = "pubkey", FurtherAuthentication = "eap-mschapv2",
        Certificate = Root.Issue([Name], ECDsa.Create(ECCurve.NamedCurves.nistP256)),
    };

    private static readonly GatewaySettings ByKey = new() { FurtherAuthentication = "eap-mschapv2" };

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void A_certificate_and_then_a_name(GatewayVersion version)
    {
        using var lab = StartLab(ByCertificate with { Version = version }, Prepare);
        lab.Connect(CertificateAndName);

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Equal(1, lab.Gateway.CountInLog($"received EAP identity '{ByCertificate.User}'"));
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void A_pre_shared_key_and_then_a_name(GatewayVersion version)
    {
        using var lab = StartLab(ByKey with { Version = version });
        lab.Connect(KeyAndName);

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Equal(1, lab.Gateway.CountInLog($"received EAP identity '{ByKey.User}'"));
    }

    /// <summary>With one login of ours and with two.</summary>
    [Theory]
    [InlineData(GatewayVersion.Installed, false)]
    [InlineData(GatewayVersion.Installed, true)]
    [InlineData(GatewayVersion.Sid, true)]
    public void A_gateway_with_two_rounds_of_its_own(GatewayVersion version, bool hasUser)
    {
        GatewaySettings settings = ByCertificate with { Version = version, FurtherCertificate = Root.Issue([Name]) };
        using var lab = StartLab(hasUser ? settings : settings with { FurtherAuthentication = null }, Prepare);
        lab.Connect(hasUser ? CertificateAndName : CertificateAndName with { Username = null, Password = null });

        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Equal(2, lab.Gateway.Log().Count(line =>
            line.Contains("generating IKE_AUTH response", StringComparison.Ordinal) && line.Contains(" IDr ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_wrong_password_in_the_second_round()
    {
        using var lab = StartLab(ByCertificate, Prepare);

        Refuses(lab, CertificateAndName with { Password = "wrong horse" }, ExitCodes.AuthenticationFailed, ByCertificate.User, "\"password\"");
    }

    [Fact]
    public void A_wrong_key_in_the_first_round_tells_no_name()
    {
        using var lab = StartLab(ByKey);
        int before = lab.Gateway.CountInLog(ByKey.User);

        Refuses(lab, KeyAndName with { Secret = "another" }, ExitCodes.AuthenticationFailed, "\"secret\"");
        Assert.Equal(before, lab.Gateway.CountInLog(ByKey.User));
    }

    [Fact]
    public void A_gateway_without_the_extension_gets_no_login_at_all()
    {
        using var lab = StartLab(ByKey with { MultipleAuthentication = "no" });

        Refuses(lab, KeyAndName, ExitCodes.Rejected, "RFC 4739", "keep one of the logins");
        Assert.Equal(0, lab.Gateway.CountInLog("parsed IKE_AUTH request"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_round_that_only_one_side_wants(bool gatewayWants)
    {
        using var lab = StartLab(gatewayWants ? ByKey : ByKey with { FurtherAuthentication = null });
        AgentSettings agent = gatewayWants ? KeyAndName with { Username = null, Password = null } : KeyAndName;

        Refuses(lab, agent, ExitCodes.AuthenticationFailed, "AUTHENTICATION_FAILED");
    }

    private static AgentSettings CertificateAndName => AgentSettings.Login(ByCertificate) with { Certificate = "site.pem", PrivateKey = "site.pem" };

    private static AgentSettings KeyAndName => new() { Username = ByKey.User, Password = ByKey.Password };

    private static void Prepare(Topology topology)
    {
        SiteTrust.Install(topology.Site, Root, Name);
        CertifiedKey own = Root.Issue([Site], ECDsa.Create(ECCurve.NamedCurves.nistP256));
        SiteTrust.Put(topology.Site, "site.pem", $"{own.Key.ExportPkcs8PrivateKeyPem()}\n{own.Certificate.ExportCertificatePem()}\n");
    }

    private static void Refuses(TunnelLab lab, AgentSettings settings, int code, params string[] words)
    {
        HoldfastProcess agent = lab.StartAgent(settings);
        Assert.Equal(code, agent.WaitForExit());
        string line = Assert.Single(agent.ErrorLines);
        foreach (string word in words)
            Assert.Contains(word, line, StringComparison.Ordinal);
    }
}
