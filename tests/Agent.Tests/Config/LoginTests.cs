using System.Text;
using Holdfast.Config;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class LoginTests
{
    private const string ThreeLines = """{ "gateway": "vpn.example.org", "username": "site7", "password": "0xcafe" }""";

    private const string OneWay = "is given beside another way to log in; keep one of them: " +
        "\"username\" and \"password\", \"certificate\" and \"privateKey\", or \"identity\" and \"secret\"; or the first of these after one of the others";

    [Fact]
    public void Three_lines_are_a_login_by_name_and_password()
    {
        ConnectionConfig config = ConfigFile.Accepted(ThreeLines).Connections[0];

        Assert.Equal((LoginKind.Eap, "site7"), (config.Login.Kind, config.Login.UserName));
        Assert.Equal("0xcafe"u8.ToArray(), config.Secret!.Span.ToArray());
        Assert.Equal([EapType.MschapV2], config.Login.Methods);
        Assert.Equal(["system"], config.Login.Trust);
        Assert.Equal(RevocationChoice.IfReachable, config.Login.Revocation);
        Assert.Null(config.Identity);
        Assert.Equal((IdType.Fqdn, "vpn.example.org"), (config.GatewayIdentity!.Type, Encoding.UTF8.GetString(config.GatewayIdentity.Data.Span)));
        config.Secret.Dispose();
    }

    [Theory]
    [InlineData("192.0.2.1", IdType.Ipv4Address)]
    [InlineData("2001:db8::1", IdType.Ipv6Address)]
    [InlineData("vpn.example.org.", IdType.Fqdn)]
    public void The_gateways_certificate_is_for_the_name_that_it_is_found_by(string gateway, IdType type)
    {
        ConnectionConfig config = ConfigFile.Accepted(ThreeLines.Replace("vpn.example.org", gateway)).Connections[0];

        Assert.Equal(type, config.GatewayIdentity!.Type);
        config.Secret!.Dispose();
    }

    [Theory]
    [InlineData("\"certificate\": \"c.pem\"", "c.pem", "c.pem")]
    [InlineData("\"certificate\": \"c.pem\", \"privateKey\": \"k.pem\", \"password\": \"x\"", "c.pem", "k.pem")]
    public void A_certificate_and_its_key_are_a_login(string keys, string certificate, string key)
    {
        ConnectionConfig config = ConfigFile.Accepted($"{{ \"gateway\": \"vpn.example.org\", {keys} }}").Connections[0];

        Assert.Equal((LoginKind.Certificate, certificate, key), (config.Login.Kind, config.Login.CertificateFile, config.Login.PrivateKeyFile));
        Assert.Equal(("vpn.example.org", null), (config.GatewayIdentity!.Text, config.Identity));
        config.Secret?.Dispose();
    }

    [Theory]
    [InlineData("\"privateKey\": \"k.pem\"", "\"certificate\": is missing; it takes the file with the agent's own certificate")]
    [InlineData("\"certificate\": \"c.pem\", \"secret\": \"x\"", "\"secret\": " + OneWay)]
    [InlineData("\"certificate\": \"c.pem\", \"identity\": \"i\", \"secret\": \"s\", \"username\": \"x\", \"password\": \"y\"", "\"certificate\": " + OneWay)]
    [InlineData("\"certificate\": \"c.pem\", \"eapMethods\": \"gtc\"",
        "\"eapMethods\": is of use with \"username\" and \"password\" only; leave the key out")]
    public void Ways_to_log_in_are_not_mixed(string keys, string error) => Assert.Equal(
        [$"{ConfigFile.Name}: {error}"], ConfigFile.Refused($"{{ \"gateway\": \"vpn.example.org\", {keys} }}"));

    [Fact]
    public void Eap_tls_is_a_name_and_a_certificate()
    {
        ConnectionConfig config = ConfigFile.Accepted(
            """{ "gateway": "gw", "username": "site7", "eapMethods": "tls", "certificate": "c.p12", "password": "x" }""").Connections[0];

        Assert.Equal((LoginKind.Eap, "c.p12", "c.p12"), (config.Login.Kind, config.Login.CertificateFile, config.Login.PrivateKeyFile));
        config.Secret!.Dispose();
    }

    [Theory]
    [InlineData("\"ttls\"", false)]
    [InlineData("\"ttls-eap\"", true)]
    [InlineData("[\"peap\", \"ttls-eap\"]", true)]
    public void Eap_ttls_has_two_forms(string methods, bool hasEap)
    {
        ConnectionConfig config = ConfigFile.Accepted(ThreeLines.Replace("}", $", \"eapMethods\": {methods} }}")).Connections[0];

        Assert.Contains(EapType.Ttls, config.Login.Methods);
        Assert.Equal(hasEap, config.Login.HasEapInTtls);
        config.Secret!.Dispose();
    }

    [Theory]
    [InlineData("radius.example.org", "radius.example.org (FQDN)")]
    [InlineData("192.0.2.9", "192.0.2.9 (IPv4 address)")]
    public void The_server_of_eap_may_have_a_name_of_its_own(string name, string described)
    {
        AgentConfig config = ConfigFile.Accepted(ThreeLines.Replace("}", $", \"eapMethods\": \"peap\", \"eapServer\": \"{name}\" }}"));

        Assert.Equal(name, config.Connections[0].Login.EapServer!.Text);
        Assert.Contains($"accept only a server of EAP with a valid certificate for {described}, issued by the same", config.Describe());
        config.Connections[0].Secret!.Dispose();
    }

    [Fact]
    public void Another_name_may_be_asked_for()
    {
        ConnectionConfig config = ConfigFile.Accepted(
            ThreeLines.Replace("}", ", \"gatewayIdentity\": \"gw\", \"identity\": \"me\" }")).Connections[0];

        Assert.Equal(("gw", "me"), (config.GatewayIdentity!.Text, config.Identity!.Text));
        config.Secret!.Dispose();
    }

    [Theory]
    [InlineData("\"secret\": \"x\"", "\"identity\": is missing; it takes the name that the gateway knows this agent by, such as \"site1.example.org\"")]
    [InlineData("\"passwordFile\": \"/x\"", "\"passwordFile\": is given beside \"password\"; keep one of them")]
    [InlineData("\"eapMethods\": [\"mschap\"]", "\"eapMethods[0]\": unknown word \"mschap\"; did you mean \"mschapv2\"?; allowed: mschapv2, ttls, ttls-eap, peap, tls, gtc, md5")]
    [InlineData("\"eapMethods\": [\"tls\"]", "\"certificate\": is missing; it takes the file with the agent's own certificate")]
    [InlineData("\"eapMethods\": [\"tls\", \"peap\"], \"certificate\": \"c.pem\"",
        "\"eapMethods\": names \"tls\", which takes a certificate and its key, beside methods that take a password; keep one kind")]
    [InlineData("\"eapMethods\": []", "\"eapMethods\": is an empty list; leave the key out for its default")]
    [InlineData("\"eapMethods\": [\"ttls\", \"ttls-eap\"]", "\"eapMethods\": names \"ttls\" and \"ttls-eap\", two forms of one method; keep the one that the server takes")]
    [InlineData("\"eapServer\": \"radius\"",
        "\"eapServer\": is of use with \"tls\", \"ttls\", \"ttls-eap\" or \"peap\" in \"eapMethods\" only; leave the key out")]
    [InlineData("\"eapMethods\": \"peap\", \"eapServer\": \"keyid:x\"", "\"eapServer\": is a key id, which no certificate is for; write a host name or an address")]
    [InlineData("\"revocation\": \"yes\"", "\"revocation\": unknown word \"yes\"; allowed: if-reachable, strict, off")]
    [InlineData("\"trust\": \"ca.pem\"",
        "\"trust\": \"ca.pem\" is none of: \"system\", the path of a file or folder of certificates (with a \"/\" in it), \"credential:NAME\", " +
        "\"sha256:\" and the 64 hexadecimal digits of a public key")]
    public void Says_what_is_wrong(string line, string error) => Assert.Equal(
        [$"{ConfigFile.Name}: {error}"], ConfigFile.Refused(ThreeLines.Replace("}", $", {line} }}")));

    [Theory]
    [InlineData("\"username\": \"a\"", "\"password\": is missing; it takes the password, or \"passwordFile\" the file that holds it")]
    [InlineData("\"password\": \"a\"", "\"username\": is missing; it takes the login's name")]
    [InlineData("\"username\": \"\", \"password\": \"a\"", "\"username\": is empty; leave the key out for its default")]
    public void Says_what_is_missing(string keys, string error) => Assert.Equal(
        [$"{ConfigFile.Name}: {error}"], ConfigFile.Refused($"{{ \"gateway\": \"gw\", {keys} }}"));

    [Fact]
    public void With_a_pre_shared_key_there_is_nothing_to_trust() => Assert.Equal(
        [$"{ConfigFile.Name}: \"trust\": is of no use with a pre-shared key, which proves the gateway too; leave the key out"],
        ConfigFile.Refused(ConfigFile.With("\"trust\": \"system\"")));

    [Fact]
    public void A_connection_that_logs_in_its_own_way_does_not_inherit_another()
    {
        AgentConfig config = ConfigFile.Accepted(
            """
            {
              "username": "site7", "password": "x",
              "connections": [
                { "name": "a", "gateway": "gw1" },
                { "name": "b", "gateway": "gw2", "identity": "me", "secret": "y" }
              ]
            }
            """);

        Assert.Equal([LoginKind.Eap, LoginKind.SharedKey], config.Connections.Select(c => c.Login.Kind));
        foreach (ConnectionConfig connection in config.Connections)
            connection.Secret!.Dispose();
    }

    [Fact]
    public void The_description_names_user_and_trust_and_never_the_password()
    {
        AgentConfig config = ConfigFile.Accepted(ThreeLines);
        string text = string.Join('\n', config.Describe()) + config;

        Assert.Contains("log in as \"site7\" with a password from the configuration", text, StringComparison.Ordinal);
        Assert.Contains("valid certificate for vpn.example.org (FQDN), issued by the system's authorities", text, StringComparison.Ordinal);
        Assert.DoesNotContain("cafe", text, StringComparison.Ordinal);
        config.Connections[0].Secret!.Dispose();
    }
}
