using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class SourceTests
{
    private const string Certificate = """{ "gateway": "gw.example.org", "certificate": "c.pem" }""";

    [Theory]
    [InlineData("site.psk")]
    [InlineData("/run/secrets/psk")]
    [InlineData("./env:psk")]
    [InlineData("credential:psk")]
    [InlineData("credential:vpn.psk-2")]
    [InlineData("env:VPN_PSK2")]
    public void A_secret_is_in_a_file_a_credential_or_a_variable(string source)
    {
        string json = $$"""{ "gateway": "gw.example.org", "identity": "me", "secretFile": "{{source}}" }""";

        Assert.Equal(source, ConfigFile.Connection(json).SecretFile);
    }

    [Theory]
    [InlineData("credential:", "\"credential:\" names no credential")]
    [InlineData("credential:..", "\"credential:..\" names no credential")]
    [InlineData("credential:a/b", "\"credential:a/b\" names no credential")]
    [InlineData("credential:../psk", "\"credential:../psk\" names no credential")]
    [InlineData("env:", "\"env:\" names no environment variable")]
    [InlineData("env:A B", "\"env:A B\" names no environment variable")]
    [InlineData("env:1A", "\"env:1A\" names no environment variable")]
    [InlineData("env:A=B", "\"env:A=B\" names no environment variable")]
    public void A_name_that_is_none_is_refused(string source, string problem)
    {
        string[] errors = ConfigFile.Refused($$"""{ "gateway": "gw.example.org", "username": "me", "passwordFile": "{{source}}" }""");

        Assert.StartsWith($"{ConfigFile.Name}: \"passwordFile\": {problem}; ", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"certificate\": \"X\"")]
    [InlineData("\"certificate\": \"c.pem\", \"privateKey\": \"X\"")]
    public void Keys_and_certificates_are_files_or_credentials(string keys)
    {
        string json = $"{{ \"gateway\": \"gw.example.org\", {keys} }}";

        Assert.Equal("credential:site.pem", ConfigFile.Connection(json.Replace("X", "credential:site.pem")).Login.PrivateKeyFile);
        Assert.Contains("\"env:KEY\" is an environment variable; this takes the path of a file", Assert.Single(ConfigFile.Refused(json.Replace("X", "env:KEY"))), StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_trust()
    {
        string json = Certificate.Replace(" }", ", \"trust\": \"X\" }");

        Assert.Equal(["credential:ca.pem"], ConfigFile.Connection(json.Replace("X", "credential:ca.pem")).Login.Trust);
        Assert.Contains("names no credential", Assert.Single(ConfigFile.Refused(json.Replace("X", "credential:a/b"))), StringComparison.Ordinal);
        Assert.Contains("is none of", Assert.Single(ConfigFile.Refused(json.Replace("X", "env:CA"))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_description_says_where_a_secret_comes_from() => Assert.Contains(
        "log in as \"me\" with a password from the environment variable VPN_PASSWORD",
        ConfigFile.Accepted("""{ "gateway": "gw.example.org", "username": "me", "passwordFile": "env:VPN_PASSWORD" }""").Describe());
}
