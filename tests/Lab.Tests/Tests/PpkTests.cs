using System.Security.Cryptography;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Post-quantum pre-shared keys (RFC 8784): both ends have the same one, or say what is wrong.</summary>
public sealed class PpkTests : LabTest
{
    private const string Id = "site7-ppk", Name = "gw.example.test", Used = "using PPK for PPK_ID";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Authority Root = Authority.Create();

    private static readonly GatewaySettings Gateway = new() { PpkId = Id, PpkRequired = true };

    private static readonly AgentSettings Site = new() { Ppk = Gateway.PpkSecret, PpkId = Id, RekeyTest = false };

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Both_ends_require_it_and_rekey_everything(GatewayVersion version)
    {
        using var lab = StartLab(Gateway with { Version = version });
        lab.Connect(Site);
        IsUsed(lab);

        lab.Gateway.RekeyChild();
        Wait.Until("the Child SA is rekeyed", () => lab.Status().ChildRekeys == 1, Patience);
        IsUsed(lab);
        lab.Gateway.RekeyIke();
        Wait.Until("the IKE SA is rekeyed", () => lab.Status().IkeRekeys == 1, Patience);
        lab.Gateway.RekeyChild();
        Wait.Until("its Child SA is rekeyed", () => lab.Status().ChildRekeys == 2, Patience);
        IsUsed(lab);
        Agreement.WaitFor(lab);
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void We_rekey_the_IKE_SA_and_the_Child_SA(GatewayVersion version)
    {
        using var lab = StartLab(Gateway with { Version = version });
        lab.Connect(Site with { RekeyTime = "4s", IkeRekeyTime = "4s" });
        Wait.Until("both are rekeyed", () => lab.Status() is { ChildRekeys: > 0, IkeRekeys: > 0 }, Patience);

        IsUsed(lab);
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void A_gateway_without_any_is_refused_before_the_login(GatewayVersion version)
    {
        using var lab = StartLab(new GatewaySettings { Version = version });
        Refuses(lab, Site, ExitCodes.Rejected, "USE_PPK", "\"ppkRequired\": false");

        Assert.Equal(0, lab.Gateway.CountInLog("parsed IKE_AUTH request"));
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void A_gateway_without_any_will_do_where_none_is_required(GatewayVersion version)
    {
        using var lab = StartLab(new GatewaySettings { Version = version });
        HoldfastProcess agent = lab.Connect(Site with { PpkRequired = false });

        IsUnused(lab);
        Assert.Contains($"does not have the post-quantum pre-shared key \"{Id}\"", agent.Transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void A_gateway_with_another_one_will_do_where_neither_end_requires_it(GatewayVersion version)
    {
        using var lab = StartLab(new GatewaySettings { Version = version, PpkId = "another" });
        HoldfastProcess agent = lab.Connect(Site with { PpkRequired = false });

        IsUnused(lab);
        Assert.Contains($"does not have the post-quantum pre-shared key \"{Id}\"", agent.Transcript, StringComparison.Ordinal);
        Assert.True(lab.Gateway.CountInLog("no PPK for") > 0);
    }

    [Theory]
    [InlineData(GatewayVersion.Installed, null)]
    [InlineData(GatewayVersion.Sid, null)]
    [InlineData(GatewayVersion.Installed, false)]
    public void A_wrong_key_connects_nobody(GatewayVersion version, bool? isRequired)
    {
        using var lab = StartLab(Gateway with { Version = version });
        Refuses(lab, Site with { Ppk = "0x00", PpkRequired = isRequired }, ExitCodes.AuthenticationFailed, "\"ppk\"");

        lab.Gateway.WaitForNoSa();
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void With_a_login_by_name_and_password(GatewayVersion version)
    {
        GatewaySettings gateway = Gateway with { Version = version, ClientAuthentication = "eap-mschapv2", Certificate = Root.Issue([Name]) };
        using var lab = StartLab(gateway, topology => SiteTrust.Install(topology.Site, Root, Name));
        lab.Connect(AgentSettings.Login(gateway) with { Ppk = gateway.PpkSecret, PpkId = Id });

        IsUsed(lab);
    }

    [Theory]
    [InlineData("eap-md5", "md5")]
    [InlineData("eap-mschapv2", "mschapv2")]
    public void With_a_login_by_name_and_password_at_a_gateway_with_another_one(string method, string word)
    {
        GatewaySettings gateway = new() { PpkId = "another", ClientAuthentication = method, Certificate = Root.Issue([Name]) };
        using var lab = StartLab(gateway, topology => SiteTrust.Install(topology.Site, Root, Name));
        lab.Connect(AgentSettings.Login(gateway) with { Ppk = gateway.PpkSecret, PpkId = Id, PpkRequired = false, EapMethods = [word] });

        IsUnused(lab);
    }

    [Fact]
    public void With_a_login_whose_method_makes_no_key()
    {
        GatewaySettings gateway = Gateway with { ClientAuthentication = "eap-md5", Certificate = Root.Issue([Name]) };
        using var lab = StartLab(gateway, topology => SiteTrust.Install(topology.Site, Root, Name));
        lab.Connect(AgentSettings.Login(gateway) with { Ppk = gateway.PpkSecret, PpkId = Id, EapMethods = ["md5"] });

        IsUsed(lab);
    }

    /// <summary>Where the gateway has another one, both proofs are signatures and the second counts.</summary>
    [Theory]
    [InlineData(Id)]
    [InlineData("another")]
    public void With_certificates_at_both_ends(string id)
    {
        GatewaySettings gateway = new()
        {
            PpkId = id, ClientAuthentication = "pubkey", Certificate = Root.Issue([Name], ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        };
        using var lab = StartLab(gateway, topology => SiteTrust.Install(topology.Site, Root, Name));
        CertifiedKey own = Root.Issue(["site7.example.test"], ECDsa.Create(ECCurve.NamedCurves.nistP256));
        string path = AgentFile.Write(lab.Topology.Site, "");
        string file = Path.Combine(Path.GetDirectoryName(path)!, "site.pem");
        File.WriteAllText(file, $"{own.Key.ExportPkcs8PrivateKeyPem()}\n{own.Certificate.ExportCertificatePem()}");
        File.SetUnixFileMode(file, AgentFile.Private);
        lab.Connect(new AgentSettings
        {
            Gateway = Name, Identity = null, Secret = null, Certificate = "site.pem",
            Ppk = gateway.PpkSecret, PpkId = Id, PpkRequired = false,
        });

        if (id == Id)
            IsUsed(lab);
        else
            IsUnused(lab);
    }

    [Fact]
    public void A_key_in_a_file_of_its_own()
    {
        using var lab = StartLab(Gateway);
        string path = AgentFile.Write(lab.Topology.Site, "");
        string file = Path.Combine(Path.GetDirectoryName(path)!, "ppk");
        File.WriteAllText(file, Gateway.PpkSecret + "\n");
        File.SetUnixFileMode(file, AgentFile.Private);
        lab.Connect(Site with { Ppk = null, PpkFile = "ppk" });

        IsUsed(lab);
    }

    private static void IsUsed(TunnelLab lab)
    {
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Equal([Id], lab.Status().Ppks);
        Assert.Contains($"ppk            \"{Id}\" is mixed into the keys", lab.Holdfast("status").Output, StringComparison.Ordinal);
        Assert.True(lab.Gateway.CountInLog(Used) > 0);
    }

    private static void IsUnused(TunnelLab lab)
    {
        Assert.Equal(3, Ping.Run(lab.Site, Addresses.HostV4, 3).Received);
        Assert.Null(Assert.Single(lab.Status().Ppks));
        Assert.Equal(0, lab.Gateway.CountInLog(Used));
    }

    private static void Refuses(TunnelLab lab, AgentSettings settings, int exitCode, params string[] words)
    {
        HoldfastProcess agent = lab.StartAgent(settings);
        Assert.Equal(exitCode, agent.WaitForExit());
        string line = Assert.Single(agent.ErrorLines);
        foreach (string word in words)
            Assert.Contains(word, line, StringComparison.Ordinal);
    }
}
