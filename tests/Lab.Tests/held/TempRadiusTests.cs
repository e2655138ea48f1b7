using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

public sealed class TempRadiusTests : LabTest
{
    private static readonly Authority Root = Authority.Create();
    private const string Name = "gw.example.test";
    private static readonly GatewaySettings Eap = new() { ClientAuthentication = "eap-radius", Certificate = Root.Issue([Name]) };

    [Theory]
    [InlineData("ttls", "TTLS", false)]
    [InlineData("ttls", "TTLS", true)]
    [InlineData("peap", "PEAP", false)]
    [InlineData("peap", "PEAP", true)]
    [InlineData("tls", "TLS", false)]
    [InlineData("tls", "TLS", true)]
    public void Connects(string word, string method, bool is13)
    {
        using var lab = StartLab(Eap, Prepare);
        StartServer(lab, method, is13, Eap.Password);
        lab.Connect(AgentSettings.Login(Eap) with { EapMethods = [word] });
    }

    [Theory]
    [InlineData("ttls", "TTLS")]
    [InlineData("peap", "PEAP")]
    public void Refuses(string word, string method)
    {
        using var lab = StartLab(Eap, Prepare);
        StartServer(lab, method, true, "another");
        HoldfastProcess agent = lab.StartAgent(AgentSettings.Login(Eap) with { EapMethods = [word] });
        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        Assert.Contains("user name", Assert.Single(agent.ErrorLines), StringComparison.Ordinal);
    }

    private static void StartServer(TunnelLab lab, string method, bool is13, string password)
    {
        Machine gateway = lab.Topology.Gateway;
        gateway.Check("ip", "link", "set", "lo", "up");
        string etc = gateway.Etc;
        File.WriteAllText(Path.Combine(etc, "clients"), "127.0.0.1/32 radius-secret\n");
        File.WriteAllText(Path.Combine(etc, "users"),
            $"* {method} [ver=0]\n" +
            $"\"{Eap.User}\" MSCHAPV2,TTLS-MSCHAPV2 \"{password}\" [2]\n");
        File.WriteAllText(Path.Combine(etc, "hostapd.conf"),
            "driver=none\nlogger_stdout=-1\nlogger_stdout_level=0\nradius_server_clients=/etc/clients\nradius_server_auth_port=1812\neap_server=1\n" +
            "eap_user_file=/etc/users\nca_cert=/etc/swanctl/x509ca/0.pem\nserver_cert=/etc/swanctl/x509/gateway.pem\nprivate_key=/etc/swanctl/private/gateway.pem\n" +
            (is13 ? "tls_flags=[ENABLE-TLSv1.3]\n" : ""));
        BackgroundProcess.Start(gateway.Wrap("/tmp/eaptls-hostapd/run.sh"));
        Thread.Sleep(1500);
    }

    private static void Prepare(Topology topology)
    {
        SiteTrust.Install(topology.Site, Root, Name);
        CertifiedKey own = Root.Issue([Eap.User], prepare: r => { r.CertificateExtensions.Remove(r.CertificateExtensions.Last()); r.CertificateExtensions.Add(new System.Security.Cryptography.X509Certificates.X509EnhancedKeyUsageExtension([new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2")], false)); });
        File.WriteAllText(Path.Combine(topology.Site.Etc, "hack.pem"), own.Key.ExportPkcs8PrivateKeyPem() + "\n" + own.Certificate.ExportCertificatePem() + "\n");
    }
}
