using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Both ends with certificates, in all forms that a file may have.</summary>
public sealed class OwnCertificateTests : LabTest
{
    private const string Name = "gw.example.test", Site = "site7.example.test", Renewed = "site7-2.example.test", Password = "open, sesame";

    private static readonly Authority Root = Authority.Create();

    private static readonly GatewaySettings Settings = new()
    {
        ClientAuthentication = "pubkey", Certificate = Root.Issue([Name], ECDsa.Create(ECCurve.NamedCurves.nistP256)),
    };

    public static TheoryData<string, GatewayVersion> Keys()
    {
        TheoryData<string, GatewayVersion> all = [];
        foreach (string kind in new[] { "rsa 2048", "rsa 3072", "rsa 4096", "p256", "p384", "p521", "ed25519" })
            all.Add(kind, GatewayVersion.Installed);
        all.Add("rsa 2048", GatewayVersion.Sid);
        all.Add("p521", GatewayVersion.Sid);
        all.Add("ed25519", GatewayVersion.Sid);
        return all;
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_kind_of_key(string kind, GatewayVersion version)
    {
        using var lab = StartLab(Settings with { Version = version }, topology => SiteTrust.Install(topology.Site, Root, Name));
        CertifiedKey own = Root.Issue([Site], KeyKinds.Make(kind));
        Put(lab, "site.pem", own.Certificate.ExportCertificatePem());
        Put(lab, "site.key", own.Key.ExportPkcs8PrivateKeyPem());

        lab.Connect(Login with { Certificate = "site.pem", PrivateKey = "site.key" });
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
    }

    /// <summary>By what the gateway announced (RFC 7427), and as before that where it announced nothing.</summary>
    [Theory]
    [InlineData("rsa 2048", true, "RSA_EMSA_PSS_SHA2_256")]
    [InlineData("p256", true, "ECDSA_WITH_SHA256_DER")]
    [InlineData("p384", true, "ECDSA_WITH_SHA384_DER")]
    [InlineData("p521", true, "ECDSA_WITH_SHA512_DER")]
    [InlineData("ed25519", true, "ED25519")]
    [InlineData("rsa 2048", false, "RSA signature")]
    [InlineData("p256", false, "ECDSA-256 signature")]
    [InlineData("p384", false, "ECDSA-384 signature")]
    [InlineData("p521", false, "ECDSA-521 signature")]
    public void The_signature_is_one_that_the_gateway_takes(string kind, bool announces, string scheme)
    {
        using var lab = StartLab(Settings with { SignatureHashes = announces }, topology => SiteTrust.Install(topology.Site, Root, Name));
        CertifiedKey own = Root.Issue([Site], KeyKinds.Make(kind));
        Put(lab, "site.pem", $"{own.Key.ExportPkcs8PrivateKeyPem()}\n{own.Certificate.ExportCertificatePem()}");

        lab.Connect(Login with { Certificate = "site.pem" });
        Assert.Contains(lab.Gateway.Log(), line => line.Contains($"authentication of 'CN={Site}' with {scheme}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_that_a_gateway_of_before_rfc_7427_has_no_method_for()
    {
        using var lab = StartLab(Settings with { SignatureHashes = false }, topology => SiteTrust.Install(topology.Site, Root, Name));
        CertifiedKey own = Root.Issue([Site], KeyKinds.Make("ed25519"));
        Put(lab, "site.pem", $"{own.Key.ExportPkcs8PrivateKeyPem()}\n{own.Certificate.ExportCertificatePem()}");

        HoldfastProcess agent = lab.StartAgent(Login with { Certificate = "site.pem" });
        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        Assert.Contains("key of kind Ed25519", Assert.Single(agent.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p256")]
    [InlineData("rsa")]
    [InlineData("ed25519")]
    public void A_key_that_the_agent_made(string type)
    {
        using var lab = StartLab(Settings, topology => SiteTrust.Install(topology.Site, Root, Name));
        Put(lab, "made", "");
        string request = lab.Holdfast("keygen", Site, "--key", "/etc/holdfast/site.key", "--type", type).Output;
        Put(lab, "site.pem", Root.Sign(request).ExportCertificatePem());
        Assert.Equal(AgentFile.Private, File.GetUnixFileMode(Path.Combine(lab.Topology.Site.Etc, "holdfast", "site.key")));
        Assert.Contains("not overwritten", lab.Holdfast("keygen", Site, "--key", "/etc/holdfast/site.key").Error, StringComparison.Ordinal);

        lab.Connect(Login with { Certificate = "site.pem", PrivateKey = "site.key", Identity = Site });
    }

    [Fact]
    public void An_authority_between_with_the_key_in_one_file()
    {
        using var lab = StartLab(Settings, topology => SiteTrust.Install(topology.Site, Root, Name));
        CertifiedKey own = Root.Below("Lab sites").Issue([Site], KeyKinds.Make("p256"));
        Put(lab, "site.pem", string.Join('\n', own.Key.ExportPkcs8PrivateKeyPem(),
            own.Issuers[0].ExportCertificatePem(), own.Certificate.ExportCertificatePem()));

        lab.Connect(Login with { Certificate = "site.pem", Identity = Site });
    }

    [Fact]
    public void An_encrypted_key_and_its_wrong_password()
    {
        using var lab = StartLab(Settings, topology => SiteTrust.Install(topology.Site, Root, Name));
        CertifiedKey own = Root.Issue([Site], KeyKinds.Make("p256"));
        PbeParameters encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        Put(lab, "site.pem", own.Certificate.ExportCertificatePem());
        Put(lab, "site.key", own.Key.ExportEncryptedPkcs8PrivateKeyPem(Password, encryption));
        AgentSettings settings = Login with { Certificate = "site.pem", PrivateKey = "site.key", Password = Password };

        HoldfastProcess wrong = lab.StartAgent(settings with { Password = "wrong" });
        Assert.Equal(ExitCodes.Configuration, wrong.WaitForExit());
        Assert.Contains("/etc/holdfast/site.key", wrong.Transcript, StringComparison.Ordinal);
        Assert.Contains("the password is wrong", wrong.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", wrong.Transcript, StringComparison.Ordinal);
        lab.Connect(settings);
    }

    [Fact]
    public void A_pkcs12_file()
    {
        using var lab = StartLab(Settings, topology => SiteTrust.Install(topology.Site, Root, Name));
        CertifiedKey own = Root.Below("Lab sites").Issue([Site], KeyKinds.Make("p256"));
        using X509Certificate2 withKey = own.Certificate.CopyWithPrivateKey((ECDsa)own.Key);
        X509Certificate2Collection all = [withKey, own.Issuers[0]];
        string path = Put(lab, "site.p12", "");
        File.WriteAllBytes(path, all.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, Password));

        lab.Connect(Login with { Certificate = "site.p12", Password = Password });
    }

    [Fact]
    public void A_key_that_others_may_read()
    {
        using var lab = StartLab(Settings, topology => SiteTrust.Install(topology.Site, Root, Name));
        CertifiedKey own = Root.Issue([Site], KeyKinds.Make("p256"));
        Put(lab, "site.pem", own.Certificate.ExportCertificatePem());
        File.SetUnixFileMode(Put(lab, "site.key", own.Key.ExportPkcs8PrivateKeyPem()), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        HoldfastProcess agent = lab.StartAgent(Login with { Certificate = "site.pem", PrivateKey = "site.key" });
        Assert.Equal(ExitCodes.Configuration, agent.WaitForExit());
        Assert.Contains("chmod 600 /etc/holdfast/site.key", agent.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_of_another_key_and_one_that_ends_soon()
    {
        using var lab = StartLab(Settings, topology => SiteTrust.Install(topology.Site, Root, Name));
        CertifiedKey own = Root.Issue([Site], KeyKinds.Make("p256"), notAfter: DateTimeOffset.UtcNow.AddDays(29));
        Put(lab, "site.pem", own.Certificate.ExportCertificatePem());
        Put(lab, "site.key", own.Key.ExportPkcs8PrivateKeyPem());
        Put(lab, "other.pem", Root.Issue([Site], KeyKinds.Make("p256")).Certificate.ExportCertificatePem());

        HoldfastProcess other = lab.StartAgent(Login with { Certificate = "other.pem", PrivateKey = "site.key" });
        Assert.Equal(ExitCodes.Configuration, other.WaitForExit());
        Assert.Contains("/etc/holdfast/other.pem: holds no certificate for the key", other.Transcript, StringComparison.Ordinal);

        HoldfastProcess agent = lab.Connect(Login with { Certificate = "site.pem", PrivateKey = "site.key" });
        Assert.Contains(agent.WarningLines, line => line.Contains($"'CN={Site}' expires on", StringComparison.Ordinal));
    }

    /// <summary>Key and certificate are replaced as certbot and its like do it: one file after the other, by renaming.</summary>
    [Fact]
    public void A_renewed_certificate_is_used_by_the_next_authentication()
    {
        using var lab = StartLab(Settings, topology => SiteTrust.Install(topology.Site, Root, Name));
        Renew(lab, Site);
        HoldfastProcess agent = lab.Connect(Login with { Certificate = "site.pem", PrivateKey = "site.key", ReauthTime = "12s", RekeyTest = false });
        Assert.Equal($"CN={Site}", lab.Gateway.OnlySa().Identity);

        Renew(lab, Renewed);
        Wait.Until("the gateway knows the new certificate", () => IsAlone(lab, Renewed), TimeSpan.FromSeconds(40));
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Contains($"CN={Renewed}", lab.Holdfast("status").Output, StringComparison.Ordinal);
        Assert.Contains("used from the next authentication on", agent.Transcript, StringComparison.Ordinal);
    }

    /// <summary>What can't be used is told once, and the session that is due stands on the old one.</summary>
    [Fact]
    public void A_session_that_stands_is_replaced_when_its_certificate_was_renewed()
    {
        using var lab = StartLab(Settings, topology => SiteTrust.Install(topology.Site, Root, Name));
        Renew(lab, Site);
        HoldfastProcess agent = lab.Connect(Login with { Certificate = "site.pem", PrivateKey = "site.key", RekeyTest = false });
        using var traffic = lab.StartTraffic();
        Put(lab, "site.pem", "half a certifi");
        agent.WaitForLine(new Regex("warning: /etc/holdfast/site.pem: holds no certificate; what was read before is used on"), Minute);
        Assert.Contains("holds no certificate", lab.Holdfast("status").Output, StringComparison.Ordinal);
        string before = lab.Gateway.OnlySa().InitiatorSpi;

        Renew(lab, Site);
        agent.WaitForLine(new Regex("building a new session beside the one that stands: the agent's own certificate is another"), Minute);
        Wait.Until("a new session has taken over", () => IsAlone(lab, Site) && lab.Gateway.OnlySa().InitiatorSpi != before, TimeSpan.FromSeconds(20));
        traffic.RunFor(1);
        NothingIsLost(traffic);
        Assert.Single(agent.WarningLines);
    }

    private static TimeSpan Minute => TimeSpan.FromSeconds(75);

    private static bool IsAlone(TunnelLab lab, string name) =>
        lab.Gateway.ListSas() is [{ State: "ESTABLISHED" } one] && one.Identity == $"CN={name}" && one.Installed.Any();

    private static void Renew(TunnelLab lab, string name)
    {
        CertifiedKey own = Root.Issue([name], KeyKinds.Make("p256"));
        foreach ((string file, string text) in new[]
        {
            ("site.key", own.Key.ExportPkcs8PrivateKeyPem()), ("site.pem", own.Certificate.ExportCertificatePem()),
        })
            File.Move(Put(lab, $"{file}.new", text), Path.Combine(lab.Topology.Site.Etc, "holdfast", file), overwrite: true);
    }

    private static AgentSettings Login => new() { Gateway = Name, Identity = null, Secret = null };

    /// <returns>The path, seen from outside.</returns>
    private static string Put(TunnelLab lab, string name, string text) => SiteTrust.Put(lab.Topology.Site, name, text);
}
