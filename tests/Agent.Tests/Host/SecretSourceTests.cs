using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host;
using Holdfast.Ike.Login;
using Holdfast.Tests.Host.Trust;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>Secrets from the credentials directory and from the environment.</summary>
[Collection("environment")] // of the process: one for all
public sealed partial class SecretSourceTests : IDisposable
{
    private const UnixFileMode OwnerReads = UnixFileMode.UserRead, GroupReads = UnixFileMode.UserRead | UnixFileMode.GroupRead;
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _credentials = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly KeyFiles _files = new();

    public SecretSourceTests() => Environment.SetEnvironmentVariable(CredentialsDirectory.Variable, _credentials);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(CredentialsDirectory.Variable, null);
        Directory.Delete(_credentials, recursive: true);
        _files.Dispose();
    }

    [Theory]
    [InlineData(OwnerReads)]
    [InlineData(GroupReads)]
    public void A_credential_is_read_whatever_its_access_list_shows(UnixFileMode mode)
    {
        Give("psk", "correct horse\n", mode);

        Assert.Equal("correct horse", SecretOf("credential:psk"));
        Assert.Equal("correct horse", SecretOf(Path.Combine(_credentials, "psk")));
    }

    [Fact]
    public void Where_others_may_enter_it_is_not()
    {
        Give("psk", "correct horse\n", GroupReads);
        File.SetUnixFileMode(_credentials, Closed | UnixFileMode.OtherExecute);

        string error = Refused("credential:psk");
        Assert.Contains($"chmod 700 {_credentials}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_may_be_one_itself()
    {
        Give("agent.json", "{ \"gateway\": \"gw\", \"identity\": \"me\", \"secret\": \"correct horse\" }", GroupReads);

        Assert.True(LoadedConfig.TryLoad(Path.Combine(_credentials, "agent.json"), out LoadedConfig? loaded, out _));
        loaded.Dispose();
    }

    [Fact]
    public void Keys_and_authorities_may_be_too()
    {
        _files.Renew("CN=site7");
        Give("site.pem", File.ReadAllText(_files.Certificate), OwnerReads);
        Give("site.key", File.ReadAllText(_files.Key), GroupReads);
        string path = _files.Configure("\"certificate\": \"credential:site.pem\", \"privateKey\": \"credential:site.key\", \"trust\": \"credential:site.pem\"");

        Assert.True(LoadedConfig.TryLoad(path, out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors), string.Join('\n', errors));
        Assert.Equal([Path.Combine(_credentials, "site.pem")], loaded.Config.Connections[0].Login.Trust);
        loaded.Dispose();
    }

    [Theory]
    [InlineData("\"identity\": \"me\", \"secretFile\": \"credential:psk\"", "secretFile")]
    [InlineData("\"username\": \"me\", \"passwordFile\": \"credential:psk\"", "passwordFile")]
    [InlineData("\"certificate\": \"credential:psk\"", "certificate")]
    public void Without_a_directory_there_is_one_line(string keys, string key)
    {
        Environment.SetEnvironmentVariable(CredentialsDirectory.Variable, null);

        Assert.False(LoadedConfig.TryLoad(_files.Configure(keys), out _, out IReadOnlyList<ConfigError> errors));
        Assert.StartsWith(
            $"{_files["agent.json"]}: \"{key}\": is \"credential:psk\", but $CREDENTIALS_DIRECTORY is not set: ", errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("add LoadCredential=psk:FILE to the unit", errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_credential_that_is_not_there_is_named() =>
        Assert.StartsWith($"{_credentials}/psk: can't be read: ", Refused("credential:psk"), StringComparison.Ordinal);

    [Fact]
    public void A_variable_is_taken_out_of_the_environment_and_serves_again()
    {
        Set("HOLDFAST_TEST_PSK", "correct horse");

        Assert.Equal("correct horse", SecretOf("env:HOLDFAST_TEST_PSK"));
        Assert.Equal("correct horse", SecretOf("env:HOLDFAST_TEST_PSK"));
        Assert.Equal(0, Get("HOLDFAST_TEST_PSK"));
    }

    [Theory]
    [InlineData("HOLDFAST_TEST_NONE", null, "is not set; ")]
    [InlineData("HOLDFAST_TEST_EMPTY", "", "is empty")]
    [InlineData("HOLDFAST_TEST_LINES", "horse\nhorse", "holds the control character U+000A; ")]
    [InlineData("HOLDFAST_TEST_HEX", "0xhorse", "starts with 0x but is not hexadecimal; ")]
    public void A_variable_without_a_secret_is_one_line_that_does_not_tell_it(string name, string? value, string problem)
    {
        if (value is not null)
            Set(name, value);

        string error = Refused($"env:{name}");
        Assert.StartsWith($"the environment variable {name}: {problem}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_too_long_is_refused()
    {
        Set("HOLDFAST_TEST_LONG", new string('x', 100_000));

        Assert.Contains("is longer than 1024 bytes", Refused("env:HOLDFAST_TEST_LONG"), StringComparison.Ordinal);
    }

    private void Give(string name, string text, UnixFileMode mode)
    {
        string path = Path.Combine(_credentials, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
    }

    private string SecretOf(string source)
    {
        string path = _files.Configure($"\"identity\": \"me\", \"secretFile\": \"{source}\"");
        Assert.True(LoadedConfig.TryLoad(path, out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors), string.Join('\n', errors));
        using (loaded)
            return Encoding.UTF8.GetString(((SharedKey)loaded.Credentials[0].Current).Secret.Span);
    }

    private string Refused(string source)
    {
        string path = _files.Configure($"\"identity\": \"me\", \"secretFile\": \"{source}\"");
        Assert.False(LoadedConfig.TryLoad(path, out _, out IReadOnlyList<ConfigError> errors));
        return Assert.Single(errors).ToString();
    }

    /// <summary>The C library's environment; .NET's own is a copy.</summary>
    private static void Set(string name, string value) => Assert.Equal(0, SetVariable(name, value, 1));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string name);
}
