using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Xunit;
using static Holdfast.Tests.Crypto.TestCertificate;

namespace Holdfast.Tests.Crypto;

public sealed class CertificateTests
{
    private readonly TestCertificate _root = Root("C=DE, O=Example\\, Inc, CN=Root");

    [Fact]
    public void What_it_says_is_read()
    {
        byte[] fullName = Der.Wrap(Der.Context(0), Url("http://ca.example/1.crl"));
        byte[] point = Der.Wrap(Der.Sequence, Der.Wrap(Der.Context(0), fullName));
        byte[] access = Der.Wrap(Der.Sequence, Oid("2b06010505073001"), Url("http://ocsp.example/"));
        TestCertificate leaf = _root.Leaf(change: wish => wish with
        {
            Names = [Dns("gw.example"), Ip("192.0.2.1"), Ip("2001:db8::1"), Email("a@b.example"), Url("http://x/")],
            MoreExtensions =
            [
                Extension("551d1f", false, Der.Wrap(Der.Sequence, point)),
                Extension("2b06010505070101", false, Der.Wrap(Der.Sequence, access)),
            ],
        });
        using Certificate certificate = leaf.Certificate;
        Assert.Equal("CN=gw.example", certificate.Subject);
        Assert.Equal("C=DE, O=Example\\, Inc, CN=Root", certificate.Issuer);
        Assert.Equal(Now.AddDays(-30), certificate.NotBefore);
        Assert.Equal(Now.AddDays(300), certificate.NotAfter);
        Assert.Equal(
            ["gw.example", "192.0.2.1", "2001:db8::1", "a@b.example", "http://x/"],
            certificate.AlternativeNames.Select(name => name.ToString()));
        Assert.Equal(["http://ca.example/1.crl"], certificate.CrlUrls);
        Assert.Equal(["http://ocsp.example/"], certificate.OcspUrls);
        Assert.Equal((false, true), (certificate.IsCa, _root.Certificate.IsCa));
        Assert.Equal(leaf.Encoded, certificate.Export());
        Assert.Equal(leaf.Subject, certificate.ExportSubject());
        Assert.Equal(leaf.PublicKey, certificate.ExportPublicKey());
    }

    [Theory]
    [InlineData("gw.example\0.evil.example")]
    [InlineData("gw.example\n")]
    [InlineData("gw example")]
    [InlineData("gw.exämple")]
    [InlineData("")]
    public void A_name_with_a_nul_or_other_oddities_is_refused(string host)
    {
        TestCertificate leaf = _root.Leaf("ok.example", wish => wish with { Names = [Dns(host)] });
        Assert.False(Certificate.TryParse(leaf.Encoded, out _, out string? reason));
        Assert.Contains("subjectAltName", reason);
    }

    [Fact]
    public void An_extension_that_comes_twice_or_is_malformed_is_refused()
    {
        byte[] names = Extension("551d11", false, Der.Wrap(Der.Sequence, Dns("other.example")));
        byte[] address = Extension("551d11", false, Der.Wrap(Der.Sequence, Der.Wrap(0x87, [1, 2, 3])));
        byte[] constraints = Extension("551d13", true, [0x30, 5, 1]);
        foreach (CertificateWish wish in new CertificateWish[]
        {
            new() { Subject = "CN=a", Names = [Dns("gw.example")], MoreExtensions = [names] },
            new() { Subject = "CN=a", MoreExtensions = [address] },
            new() { Subject = "CN=a", MoreExtensions = [constraints] },
            new() { Subject = "CN=a", Purposes = [""] },
        })
        {
            Assert.False(Certificate.TryParse(Make(wish).Encoded, out _, out string? reason));
            Assert.Contains("malformed", reason);
        }
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    [Fact]
    public void Names_with_line_ends_stay_on_one_line()
    {
        byte[] evil = Der.Wrap(Der.Sequence, Der.Wrap(Der.Set, Der.Wrap(Der.Sequence,
            Oid("550403"), Der.Wrap(Der.Utf8String, "a\nb\u202e\u0007ü"u8.ToArray()))));
        using X509Name? name = X509Name.TryParse(evil);
        string text = Asn1.Text(name!.Pointer);
        Assert.DoesNotContain(text, character => character is '\n' or '\u202e' or '\u0007');
        Assert.Contains("ü", text);
    }

    [Fact]
    public void Truncated_changed_and_extended_certificates_never_throw()
    {
        byte[] der = _root.Leaf().Encoded;
        var random = new SeededRandom(41);
        for (int length = 0; length < der.Length; length++)
            Assert.False(Certificate.TryParse(der.AsSpan(0, length), out _, out _));
        Assert.False(Certificate.TryParse([.. der, 0], out _, out _));
        Assert.False(Certificate.TryParse(new byte[100_000], out _, out string? reason));
        Assert.Contains("100000", reason);
        TrustStore trust = TrustStore.FromCertificates(_root.Certificate);
        for (int i = 0; i < 3000; i++)
        {
            byte[] changed = [.. der];
            changed[random.Below(changed.Length)] ^= (byte)(1 << random.Below(8));
            if (Certificate.TryParse(changed, out Certificate? certificate, out _))
                Assert.False(PathValidator.Validate(certificate, [], trust, Now).IsValid);
        }
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    [Fact]
    public void Every_certificate_of_the_systems_bundle_can_be_read()
    {
        const string Bundle = "/etc/ssl/certs/ca-certificates.crt";
        if (!File.Exists(Bundle))
            Assert.Skip($"there is no {Bundle}");
        using FileStream file = File.OpenRead(Bundle);
        var reader = new PemReader(file);
        int count = 0;
        while (reader.TryRead(out _, out ReadOnlySpan<byte> der))
        {
            Assert.True(Certificate.TryParse(der, out Certificate? certificate, out string? reason), reason);
            certificate.Dispose();
            count++;
        }
        Assert.Equal(File.ReadLines(Bundle).Count(line => line.StartsWith("-----BEGIN")), count);
    }
}
