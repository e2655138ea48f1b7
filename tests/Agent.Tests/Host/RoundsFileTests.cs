using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Eap;
using Holdfast.Ike.Login;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>A login of two rounds, from its files to the protocol's settings.</summary>
[SupportedOSPlatform("linux")]
public sealed class RoundsFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_key_and_a_password_of_two_files()
    {
        Put("s", "the key\n");
        Put("p", "the password\n");
        using LoadedConfig loaded = Load("\"identity\": \"me\", \"secretFile\": \"s\", \"username\": \"site7\", \"passwordFile\": \"p\"");

        Credential both = Assert.Single(loaded.Credentials).Current;
        Assert.Equal("the key", Encoding.UTF8.GetString(Assert.IsType<SharedKey>(both.Rounds[0]).Secret.Span));
        Assert.Equal("the password", Encoding.UTF8.GetString(Assert.IsType<EapLogin>(both.Rounds[1]).Password.Span));
        IkeSettings settings = SettingsMapper.Map(loaded.Config.Connections[0], both, exportKeys: false);
        Assert.IsType<SharedKeyProof>(settings.Gateway);
        Assert.Equal("me"u8.ToArray(), settings.LocalId!.Data.ToArray());
    }

    [Fact]
    public void A_certificate_whose_key_is_open_and_a_password()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PutCertificate(key, key.ExportPkcs8PrivateKeyPem(), DateTimeOffset.UtcNow.AddDays(9));
        using LoadedConfig loaded = Load($"\"certificate\": \"site.pem\", \"username\": \"site7\", \"password\": \"x\", \"trust\": \"{Path.Combine(_folder, "site.pem")}\"");

        Credential both = Assert.Single(loaded.Credentials).Current;
        Assert.Single(Assert.IsType<OwnCertificate>(both.Rounds[0]).Own.Chain);
        Assert.Null(Assert.IsType<EapLogin>(both.Rounds[1]).Key);
        Assert.Contains("expires on", OwnKey.Warning(both, DateTimeOffset.UtcNow), StringComparison.Ordinal);
        IkeSettings settings = SettingsMapper.Map(loaded.Config.Connections[0], both, exportKeys: false);
        Assert.IsType<CertificateProof>(settings.Gateway);
        Assert.Equal(IdType.DerAsn1Dn, settings.LocalId!.IdType);
    }

    [Fact]
    public void A_key_with_a_password_of_its_own_is_refused_with_what_to_do()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PbeParameters encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        PutCertificate(key, key.ExportEncryptedPkcs8PrivateKeyPem("x", encryption), DateTimeOffset.UtcNow.AddDays(90));

        ConfigError error = Assert.Single(Refused("\"certificate\": \"site.pem\", \"username\": \"site7\", \"password\": \"x\""));

        Assert.StartsWith($"{_folder}/site.pem: is encrypted and needs its password; beside \"username\"", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>It holds a secret as much as one with a single login.</summary>
    [Fact]
    public void A_file_with_the_second_secret_alone_is_closed_to_others()
    {
        Put("s", "the key\n");
        string path = Write("\"identity\": \"me\", \"secretFile\": \"s\", \"username\": \"site7\", \"password\": \"x\"");
        File.SetUnixFileMode(path, Private | UnixFileMode.OtherRead);

        Assert.False(LoadedConfig.TryLoad(path, out _, out IReadOnlyList<ConfigError> errors));

        Assert.Contains("chmod 600", Assert.Single(errors).ToString(), StringComparison.Ordinal);
    }

    private LoadedConfig Load(string keys)
    {
        bool isRead = LoadedConfig.TryLoad(Write(keys), out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors);
        Assert.Empty(errors);
        Assert.True(isRead);
        return loaded!;
    }

    private IReadOnlyList<ConfigError> Refused(string keys)
    {
        Assert.False(LoadedConfig.TryLoad(Write(keys + $", \"trust\": \"{Path.Combine(_folder, "site.pem")}\""), out _, out IReadOnlyList<ConfigError> errors));
        return errors;
    }

    private string Write(string keys) => Put("agent.json", $"{{ \"gateway\": \"gw.example.org\", {keys} }}");

    private void PutCertificate(ECDsa key, string pem, DateTimeOffset end)
    {
        using X509Certificate2 made = new CertificateRequest("CN=site7", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), end);
        Put("site.pem", $"{made.ExportCertificatePem()}\n{pem}\n");
    }

    private string Put(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Private);
        return path;
    }
}
