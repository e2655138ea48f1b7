using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Eap;
using Holdfast.Ike.Login;
using Xunit;

namespace Holdfast.Tests.Host.Trust;

/// <summary>Files of a credential that change while the agent runs.</summary>
public sealed class OwnCredentialTests : IDisposable
{
    private readonly KeyFiles _files = new();
    private LoadedConfig? _loaded;

    public void Dispose()
    {
        _loaded?.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void A_renewed_certificate_is_that_of_the_next_session()
    {
        _files.Renew("CN=old");
        OwnCredential own = Load(KeyFiles.Login);
        IkeSettings start = SettingsMapper.Map(_loaded!.Config.Connections[0], own.Current, exportKeys: false);
        Assert.Equal(CredentialChange.None, own.Refresh());

        _files.Renew("CN=new");
        Assert.Equal(CredentialChange.Replaced, own.Refresh());
        Assert.Equal(CredentialChange.None, own.Refresh());
        IkeSettings next = SettingsMapper.With(start, _loaded.Config.Connections[0], own.Current);
        Assert.Equal("CN=new", Subject(next.Credential));
        Assert.Equal(OwnKey.CertificateOf(own.Current)!.ExportSubject(), next.LocalId!.Data.ToArray());
        Assert.NotEqual(start.LocalId, next.LocalId);
    }

    [Fact]
    public void A_post_quantum_key_in_a_file_is_the_next_sessions_too()
    {
        _files.Put("ppk", "0x0102");
        OwnCredential own = Load("\"identity\": \"site7\", \"secret\": \"s\", \"ppkFile\": \"ppk\", \"ppkId\": \"one\"");
        IkeSettings start = SettingsMapper.Map(_loaded!.Config.Connections[0], own.Current, exportKeys: false);
        Assert.Equal([1, 2], start.Ppk!.Secret.Span.ToArray());

        _files.Put("ppk", "0x030405");
        Assert.Equal(CredentialChange.Replaced, own.Refresh());
        IkeSettings next = SettingsMapper.With(start, _loaded.Config.Connections[0], own.Current);
        Assert.Equal([3, 4, 5], next.Ppk!.Secret.Span.ToArray());
        Assert.True(next.Ppk.IsRequired);
        Assert.Throws<ObjectDisposedException>(() => start.Ppk.Secret.Span.Length);

        _files.Put("ppk", "");
        Assert.Equal(CredentialChange.Refused, own.Refresh());
        Assert.Equal([3, 4, 5], own.Current.Ppk!.Secret.Span.ToArray());
    }

    [Fact]
    public void Who_has_the_one_before_keeps_it_and_it_goes_with_the_last()
    {
        _files.Renew("CN=old");
        OwnCredential own = Load(KeyFiles.Login);
        CredentialShare first = own.Share(), second = own.Share();
        PrivateKey key = ((OwnCertificate)first.Credential).Own.Key;

        _files.Renew("CN=new");
        own.Refresh();
        first.Dispose();
        first.Dispose(); // twice is once
        Assert.NotEmpty(key.Sign(SignatureAlgorithm.EcdsaSha256, "still in use"u8));
        second.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(SignatureAlgorithm.EcdsaSha256, "not any more"u8));
        Assert.Equal("CN=new", Subject(own.Current));
        Assert.Throws<ObjectDisposedException>(second.Another);
    }

    [Fact]
    public void The_current_one_outlives_its_sessions_and_ends_with_the_owner()
    {
        _files.Put("psk", "correct horse\n");
        OwnCredential own = Load("\"identity\": \"me\", \"secretFile\": \"psk\"");
        SecretBytes secret = ((SharedKey)own.Current).Secret;

        own.Share().Dispose();
        Assert.Equal("correct horse"u8.ToArray(), secret.Span.ToArray());
        own.Dispose();
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "a key of another", "holds no certificate for the key" },
        { "open to others", "chmod 600" },
        { "no key", "site.key: " },
        { "gone", "site.key: can't be read" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_change_that_is_bad_keeps_the_one_before_until_it_is_mended(string mistake, string problem)
    {
        _files.Renew("CN=old");
        OwnCredential own = Load(KeyFiles.Login);
        Credential before = own.Current;
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        switch (mistake)
        {
            case "a key of another":
                _files.Put("site.key", other.ExportPkcs8PrivateKeyPem());
                break;
            case "open to others":
                File.SetUnixFileMode(_files.Key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
                break;
            case "no key":
                _files.Put("site.key", "");
                break;
            default:
                File.Delete(_files.Key);
                break;
        }

        Assert.Equal(CredentialChange.Refused, own.Refresh());
        Assert.Contains(problem, own.Problem, StringComparison.Ordinal);
        Assert.Equal(CredentialChange.None, own.Refresh());
        Assert.NotNull(own.Problem);
        Assert.Same(before, own.Current);
        Assert.NotEmpty(((OwnCertificate)own.Current).Own.Key.Sign(SignatureAlgorithm.EcdsaSha256, "in use"u8));

        _files.Renew("CN=mended");
        Assert.Equal(CredentialChange.Replaced, own.Refresh());
        Assert.Null(own.Problem);
        Assert.Equal("CN=mended", Subject(own.Current));
    }

    [Fact]
    public void A_renewed_key_is_opened_by_the_password_of_the_start()
    {
        OwnCredential Open(string keys)
        {
            PutEncrypted("CN=old");
            return Load($"{KeyFiles.Login}, {keys}");
        }

        _files.Put("password", "open, sesame\n");
        foreach (string keys in new[] { "\"password\": \"open, sesame\"", "\"passwordFile\": \"password\"" })
        {
            OwnCredential own = Open(keys);
            PutEncrypted("CN=new");
            Assert.Equal(CredentialChange.Replaced, own.Refresh());
            Assert.Equal("CN=new", Subject(own.Current));
        }
    }

    [Fact]
    public void A_password_is_read_anew_too()
    {
        _files.Put("password", "old\n");
        OwnCredential own = Load("\"username\": \"site7\", \"passwordFile\": \"password\", \"trust\": \"./\"");
        _files.Put("password", "new\n");

        Assert.Equal(CredentialChange.Replaced, own.Refresh());
        Assert.Equal("new"u8.ToArray(), ((EapLogin)own.Current).Password.Span.ToArray());
        _files.Put("password", "two\nlines\n");
        Assert.Equal(CredentialChange.Refused, own.Refresh());
        Assert.DoesNotContain("lines", own.Problem, StringComparison.Ordinal);
        Assert.Equal("new"u8.ToArray(), ((EapLogin)own.Current).Password.Span.ToArray());
    }

    private void PutEncrypted(string subject)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _files.Put("site.key", key.ExportEncryptedPkcs8PrivateKeyPem("open, sesame", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        _files.Put("site.pem", KeyFiles.Issue(subject, key));
    }

    private OwnCredential Load(string keys)
    {
        _loaded?.Dispose();
        Assert.True(LoadedConfig.TryLoad(_files.Configure(keys), out _loaded, out IReadOnlyList<ConfigError> errors), string.Join('\n', errors));
        return Assert.Single(_loaded.Credentials);
    }

    private static string? Subject(Credential credential) => OwnKey.CertificateOf(credential)?.Subject;
}
