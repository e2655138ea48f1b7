using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The gateway's key, of every kind and below two authorities between it and the root; the site's the same.</summary>
public sealed class GatewayKeyTests : LabTest
{
    private const string Name = "gw.example.test", Site = "site7.example.test";

    private static readonly Authority Root = Authority.Create();

    public static TheoryData<string, GatewayVersion> Keys()
    {
        TheoryData<string, GatewayVersion> all = [];
        foreach (string kind in new[] { "rsa 2048", "rsa 3072", "rsa 4096", "p256", "p384", "p521", "ed25519" })
        {
            all.Add(kind, GatewayVersion.Installed);
            all.Add(kind, GatewayVersion.Sid);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_kind_of_key_with_two_authorities_between_on_both_ends(string kind, GatewayVersion version)
    {
        CertifiedKey gateway = Root.Below("Lab regions").Below("Lab gateways").Issue([Name], KeyKinds.Make(kind));
        CertifiedKey own = Root.Below("Lab countries").Below("Lab sites").Issue([Site], KeyKinds.Make("p256"));
        using var lab = StartLab(
            new GatewaySettings { Version = version, ClientAuthentication = "pubkey", Certificate = gateway },
            topology => SiteTrust.Install(topology.Site, Root, Name));
        SiteTrust.Put(lab.Topology.Site, "site.pem", string.Join('\n', own.Key.ExportPkcs8PrivateKeyPem(), own.Certificate.ExportCertificatePem(),
            own.Issuers[0].ExportCertificatePem(), own.Issuers[1].ExportCertificatePem()));

        lab.Connect(new AgentSettings { Gateway = Name, Identity = null, Secret = null, Certificate = "site.pem" });
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
    }

    [Theory]
    [InlineData("rsa/pss-sha256", "RSA_EMSA_PSS_SHA2_256", GatewayVersion.Installed)]
    [InlineData("rsa/pss-sha384", "RSA_EMSA_PSS_SHA2_384", GatewayVersion.Installed)]
    [InlineData("rsa/pss-sha512", "RSA_EMSA_PSS_SHA2_512", GatewayVersion.Sid)]
    [InlineData("rsa-sha256", "RSA_EMSA_PKCS1_SHA2_256", GatewayVersion.Installed)]
    [InlineData("rsa-sha512", "RSA_EMSA_PKCS1_SHA2_512", GatewayVersion.Sid)]
    public void Both_paddings_of_rsa(string signature, string scheme, GatewayVersion version)
    {
        GatewaySettings settings = new()
        {
            Version = version, ClientAuthentication = "eap-mschapv2", Certificate = Root.Issue([Name]), Signature = signature,
        };
        using var lab = StartLab(settings, topology => SiteTrust.Install(topology.Site, Root, Name));

        lab.Connect(AgentSettings.Login(settings));
        Assert.Contains(lab.Gateway.Log(), line => line.Contains($"(myself) with {scheme}", StringComparison.Ordinal));
    }

    /// <summary>What both ends did before there was RFC 7427.</summary>
    [Theory]
    [InlineData("rsa 2048")]
    [InlineData("p384")]
    public void A_gateway_that_knows_no_hashes(string kind)
    {
        GatewaySettings settings = new()
        {
            ClientAuthentication = "eap-mschapv2", Certificate = Root.Issue([Name], KeyKinds.Make(kind)), SignatureHashes = false,
        };
        using var lab = StartLab(settings, topology => SiteTrust.Install(topology.Site, Root, Name));

        lab.Connect(AgentSettings.Login(settings));
    }
}
