using System.Text;
using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class KeyFileTests
{
    private const string WrongPassword = "cannot be decrypted: the password is wrong";
    private const string NeedsPassword = "is encrypted and needs its password";

    [Theory]
    [InlineData(SampleKeyFiles.Ed25519, "", KeyKind.Ed25519)]
    [InlineData(SampleKeyFiles.Ed25519, "not needed", KeyKind.Ed25519)]
    [InlineData(SampleKeyFiles.Ed25519Encrypted, "secret", KeyKind.Ed25519)]
    [InlineData(SampleKeyFiles.P256Traditional, "", KeyKind.P256)]
    [InlineData(SampleKeyFiles.P256TraditionalEncrypted, "secret", KeyKind.P256)]
    public void Pem_files_are_loaded(string pem, string password, KeyKind kind)
    {
        foreach (string text in new[] { pem, pem.Replace("\n", "\r\n"), $"some words\n{pem}\nmore words" })
            using (KeyFile file = Load(Bytes(text), password))
                Assert.Equal(kind, file.Key.Kind);
    }

    [Fact]
    public void Every_kind_makes_the_round_trip_in_pem_and_in_der()
    {
        foreach (KeyKind kind in Keys.Kinds)
        {
            PrivateKey key = Keys.Of(kind);
            using SecretBytes pem = key.ExportPem();
            using KeyFile fromPem = Load(pem.Span.ToArray(), "");
            Assert.Equal(key.ExportPublicKey(), fromPem.Key.ExportPublicKey());
            Assert.Empty(fromPem.Certificates);
            using KeyFile fromDer = Load(Decode(Encoding.ASCII.GetString(pem.Span)), "");
            Assert.Equal(key.ExportPublicKey(), fromDer.Key.ExportPublicKey());
        }
        using KeyFile traditional = Load(Decode(SampleKeyFiles.P256Traditional), "");
        Assert.Equal(KeyKind.P256, traditional.Key.Kind);
        using KeyFile encrypted = Load(Decode(SampleKeyFiles.Ed25519Encrypted), "secret");
        Assert.Equal(KeyKind.Ed25519, encrypted.Key.Kind);
    }

    [Fact]
    public void Certificates_come_along_with_the_own_one_first()
    {
        string pem = $"{SampleKeyFiles.OtherCertificate}\n{SampleKeyFiles.P256Traditional}\n{SampleKeyFiles.OwnCertificate}\n";
        foreach (KeyFile file in new[] { Load(Bytes(pem), ""), Load(SampleKeyFiles.Container, "secret") })
            using (file)
            {
                Assert.Equal(KeyKind.P256, file.Key.Kind);
                Assert.Equal(["CN=Own", "CN=Other"], file.Certificates.Select(one => one.Subject));
            }
    }

    [Fact]
    public void A_wrong_password_is_told_apart_from_garbage()
    {
        foreach (byte[] content in new[]
        {
            Bytes(SampleKeyFiles.Ed25519Encrypted), Decode(SampleKeyFiles.Ed25519Encrypted),
            Bytes(SampleKeyFiles.P256TraditionalEncrypted), SampleKeyFiles.Container,
        })
        {
            Refuses(content, "wrong", WrongPassword);
            Refuses(content, "secretx", WrongPassword);
            Refuses(content, "", NeedsPassword);
        }
        Refuses(Bytes(SampleKeyFiles.Ed25519WithScrypt), "secret", "is encrypted in a way that is not supported");
        Refuses([], "", "holds no private key");
        Refuses(Bytes("hello"), "", "holds no private key");
        Refuses(Bytes(SampleKeyFiles.OwnCertificate), "", "holds no private key");
        Refuses([0x30, 0x80, 1, 2, 3], "secret", "holds no private key");
        Refuses([0x30, 0], "secret", "holds no private key");
        Refuses(new byte[KeyFile.MaxLength + 1], "", "262144 is the most");
        Refuses(Bytes(SampleKeyFiles.Ed25519.Replace("MC4C", "MC4D")), "", "damaged or of a kind that is not supported");
    }

    [Fact]
    public void Weak_keys_are_refused()
    {
        using SignatureKey small = SignatureKey.Generate(
            "RSA", context => LibCryptoKeys.EVP_PKEY_CTX_set_rsa_keygen_bits(context, 1024));
        using SecretBytes pem = KeyDecoder.ToPem(small);
        Refuses(pem.Span.ToArray(), "", "holds a weak RSA key of 1024 bits");
    }

    [Fact]
    public void Truncated_and_changed_files_never_throw()
    {
        var random = new SeededRandom(61);
        using SecretBytes rsa = Keys.Of(KeyKind.Rsa).ExportPem();
        foreach (byte[] content in new[]
        {
            Decode(Encoding.ASCII.GetString(rsa.Span)), Decode(SampleKeyFiles.P256Traditional), SampleKeyFiles.Container,
            Bytes(SampleKeyFiles.P256TraditionalEncrypted), Decode(SampleKeyFiles.Ed25519Encrypted),
        })
        {
            for (int i = 0; i < 60; i++)
            {
                byte[] changed = [.. content];
                changed[random.Below(changed.Length)] ^= (byte)(1 << random.Below(8));
                Try(changed);
                Try(content[..random.Below(content.Length)]);
            }
        }
    }

    [Theory]
    [InlineData("pkcs12/cert-key-aes256cbc.p12", "cryptography", null)]
    [InlineData("pkcs12/cert-rc2-key-3des.p12", "cryptography", null)]
    [InlineData("pkcs12/no-password.p12", "", null)]
    [InlineData("pkcs12/name-unicode-pwd.p12", "password", null)]
    [InlineData("pkcs12/cert-aes256cbc-no-key.p12", "cryptography", "holds no private key")]
    [InlineData("asymmetric/PKCS8/ec_private_key_encrypted.pem", "123456", null)]
    [InlineData("asymmetric/PKCS8/enc-rsa-pkcs8.pem", "foobar", "weak RSA key")]
    [InlineData("asymmetric/PKCS8/enc2-rsa-pkcs8.pem", "baz", "weak RSA key")]
    [InlineData("asymmetric/PKCS8/bad-encryption-oid.pem", "password", "not supported")]
    [InlineData("asymmetric/PKCS8/rsa_pss_2048.pem", "", null)]
    [InlineData("asymmetric/PKCS8/unenc-dsa-pkcs8.pem", "", "not supported")]
    [InlineData("asymmetric/DER_Serialization/ec_private_key_encrypted.der", "123456", null)]
    [InlineData("asymmetric/DER_Serialization/enc-rsa-pkcs8.der", "foobar", "weak RSA key")]
    [InlineData("asymmetric/DER_Serialization/ec_private_key.der", "", null)]
    [InlineData("asymmetric/Traditional_OpenSSL_Serialization/testrsa-encrypted.pem", "password", "weak RSA key")]
    [InlineData("asymmetric/Traditional_OpenSSL_Serialization/testrsa.pem", "", "weak RSA key")]
    [InlineData("asymmetric/PEM_Serialization/rsa-bad-1025-q-is-2.pem", "", "weak RSA key")]
    public void The_files_of_others_are_loaded_or_refused(string path, string password, string? refusal)
    {
        byte[] content = File.ReadAllBytes(VectorFiles.DebianFolder(path));
        if (refusal is null)
            Load(content, password).Dispose();
        else
            Refuses(content, password, refusal);
    }

    private static KeyFile Load(byte[] content, string password)
    {
        Assert.True(KeyFile.TryLoad(content, Bytes(password), out KeyFile? file, out string? reason), reason);
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
        return file;
    }

    private static void Refuses(byte[] content, string password, string expected)
    {
        Assert.False(KeyFile.TryLoad(content, Bytes(password), out _, out string? reason));
        Assert.Contains(expected, reason);
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    private static void Try(byte[] content)
    {
        if (KeyFile.TryLoad(content, "secret"u8, out KeyFile? file, out string? reason))
            file.Dispose();
        else
            Assert.NotEmpty(reason);
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    private static byte[] Decode(string pem) =>
        Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("-----"))));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
