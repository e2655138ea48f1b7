using Holdfast.Config;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Config;

/// <summary>Logins of two rounds, and gateways that prove themselves inside EAP alone.</summary>
public sealed class RoundsTests
{
    private const string Gateway = "\"gateway\": \"gw.example.org\"", User = "\"username\": \"site7\", \"password\": \"pass\"";

    [Theory]
    [InlineData("\"certificate\": \"c.pem\", \"privateKey\": \"k.pem\", " + User, LoginKind.Certificate, null)]
    [InlineData("\"identity\": \"me\", \"secret\": \"psk\", " + User, LoginKind.SharedKey, "psk")]
    public void A_name_and_password_beside_another_login_are_its_second_round(string keys, LoginKind first, string? secret)
    {
        ConnectionConfig config = ConfigFile.Connection($"{{ {Gateway}, {keys} }}");

        Assert.Equal((first, true, "site7"), (config.Login.Kind, config.Login.ThenEap, config.Login.UserName));
        Assert.Equal([EapType.MschapV2], config.Login.Methods);
        Assert.Equal(secret, config.Secret is { } held ? System.Text.Encoding.ASCII.GetString(held.Span) : null);
        Assert.Equal("pass"u8.ToArray(), config.Password!.Span.ToArray());
        config.Secret?.Dispose();
        config.Password.Dispose();
    }

    [Fact]
    public void Each_secret_may_be_in_a_file()
    {
        ConnectionConfig config = ConfigFile.Connection(
            $"{{ {Gateway}, \"identity\": \"me\", \"secretFile\": \"s\", \"username\": \"u\", \"passwordFile\": \"p\" }}");

        Assert.Equal((null, "s", null, "p"), (config.Secret, config.SecretFile, config.Password, config.PasswordFile));
    }

    [Fact]
    public void With_eap_tls_a_certificate_is_no_round_of_its_own()
    {
        ConnectionConfig config = ConfigFile.Connection($"{{ {Gateway}, {User}, \"eapMethods\": [\"tls\"], \"certificate\": \"c.pem\" }}");
        Assert.Equal((LoginKind.Eap, false), (config.Login.Kind, config.Login.ThenEap));
        config.Secret!.Dispose();

        config = ConfigFile.Connection(
            $"{{ {Gateway}, \"identity\": \"me\", \"secret\": \"psk\", {User}, \"eapMethods\": \"tls\", \"certificate\": \"c.pem\" }}");
        Assert.Equal((LoginKind.SharedKey, true, LoginKind.Eap), (config.Login.Kind, config.Login.ThenEap, config.Login.KeyBelongsTo));
        config.Secret!.Dispose();
        config.Password!.Dispose();
    }

    /// <summary>A pre-shared key proves no name, but the certificate inside EAP needs one, and somebody who vouches for it.</summary>
    [Theory]
    [InlineData("mschapv2", null, 0)]
    [InlineData("ttls", "gw.example.org", 1)]
    public void After_a_pre_shared_key_a_method_on_tls_needs_a_name_and_trust(string method, string? name, int trusted)
    {
        ConnectionConfig config = ConfigFile.Connection(
            $"{{ {Gateway}, \"identity\": \"me\", \"secret\": \"psk\", {User}, \"eapMethods\": \"{method}\" }}");

        Assert.Equal((name, trusted), (config.GatewayIdentity?.Text, config.Login.Trust.Count));
        config.Secret!.Dispose();
        config.Password!.Dispose();
    }

    [Fact]
    public void After_a_pre_shared_key_trust_is_of_no_use_to_other_methods() => Assert.Equal(
        [$"{ConfigFile.Name}: \"trust\": is of no use with a pre-shared key, which proves the gateway too; leave the key out"],
        ConfigFile.Refused($"{{ {Gateway}, \"identity\": \"me\", \"secret\": \"psk\", {User}, \"trust\": \"system\" }}"));

    [Theory]
    [InlineData("\"certificate\": \"c.pem\", \"username\": \"u\"", "\"password\": is missing; it takes the password, or \"passwordFile\" the file that holds it")]
    [InlineData("\"privateKey\": \"k.pem\", " + User, "\"certificate\": is missing; it takes the file with the agent's own certificate")]
    [InlineData("\"certificate\": \"c.pem\", " + User + ", \"passwordFile\": \"p\"", "\"passwordFile\": is given beside \"password\"; keep one of them")]
    [InlineData("\"certificate\": \"c.pem\", " + User + ", \"eapMethods\": \"ttls\", \"eapOnly\": true",
        "\"eapOnly\": is true, but the gateway has proved itself in the round before EAP; leave the key out")]
    [InlineData(User + ", \"eapOnly\": true",
        "\"eapOnly\": is true, so \"eapMethods\" has to name methods that prove the gateway and no others: \"tls\", \"ttls\", \"peap\"")]
    [InlineData(User + ", \"eapOnly\": true, \"eapMethods\": [\"peap\", \"gtc\"]",
        "\"eapOnly\": is true, so \"eapMethods\" has to name methods that prove the gateway and no others: \"tls\", \"ttls\", \"peap\"")]
    [InlineData("\"identity\": \"me\", \"secret\": \"psk\", \"eapOnly\": true",
        "\"eapOnly\": is of use with \"username\" and \"password\" only; leave the key out")]
    public void Says_what_is_wrong(string keys, string error) =>
        Assert.Equal([$"{ConfigFile.Name}: {error}"], ConfigFile.Refused($"{{ {Gateway}, {keys} }}"));

    [Theory]
    [InlineData("tls", "\"site7\"")]
    [InlineData("peap", "the name's domain")]
    public void A_gateway_may_prove_itself_inside_eap_alone(string method, string seen)
    {
        string certificate = method == "tls" ? ", \"certificate\": \"c.pem\"" : "";
        AgentConfig config = ConfigFile.Accepted($"{{ {Gateway}, {User}, \"eapMethods\": \"{method}\", \"eapOnly\": true{certificate} }}");

        Assert.True(config.Connections[0].Login.EapOnly);
        Assert.Contains($"let the gateway show its certificate inside EAP alone; until then whoever answers sees {seen}", config.Describe());
        config.Connections[0].Secret!.Dispose();
    }

    [Fact]
    public void The_description_has_both_rounds_and_no_secret()
    {
        AgentConfig config = ConfigFile.Accepted($"{{ {Gateway}, \"identity\": \"me\", \"secret\": \"psk\", {User} }}");
        IReadOnlyList<string> lines = config.Describe();

        Assert.Equal("identify as me (FQDN) with a pre-shared key from the configuration", lines[2]);
        Assert.Equal("then log in as \"site7\" with a password from the configuration", lines[3]);
        Assert.DoesNotContain(lines, line => line.Contains("psk", StringComparison.Ordinal) || line.Contains("pass\"", StringComparison.Ordinal));
        config.Connections[0].Secret!.Dispose();
        config.Connections[0].Password!.Dispose();
    }
}
