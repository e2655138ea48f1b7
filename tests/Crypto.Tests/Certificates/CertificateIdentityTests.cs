using System.Net;
using System.Text;
using Holdfast.Crypto;
using Xunit;
using static Holdfast.Tests.Crypto.TestCertificate;

namespace Holdfast.Tests.Crypto;

public sealed class CertificateIdentityTests
{
    [Theory]
    [InlineData("gw.example", "gw.example", true)]
    [InlineData("gw.example", "GW.Example", true)]
    [InlineData("GW.EXAMPLE", "gw.example", true)]
    [InlineData("gw.example", "gw.example.", true)]
    [InlineData("gw.example", "example", false)]
    [InlineData("gw.example", "a.gw.example", false)]
    [InlineData("gw.example", "gw.example.evil", false)]
    [InlineData("gw.example", "", false)]
    [InlineData("gw.example", ".", false)]
    [InlineData("*.vpn.example", "gw.vpn.example", true)]
    [InlineData("*.vpn.example", "GW.VPN.example", true)]
    [InlineData("*.vpn.example", "vpn.example", false)]
    [InlineData("*.vpn.example", "a.b.vpn.example", false)]
    [InlineData("*.vpn.example", "*.vpn.example", false)]
    [InlineData("*.vpn.example", ".vpn.example", false)]
    [InlineData("*.example", "gw.example", false)]
    [InlineData("*", "gw", false)]
    [InlineData("g*.vpn.example", "gw.vpn.example", false)]
    [InlineData("*w.vpn.example", "gw.vpn.example", false)]
    [InlineData("a.*.example", "a.b.example", false)]
    [InlineData("**.vpn.example", "gw.vpn.example", false)]
    [InlineData("192.0.2.1", "192.0.2.1", false)]
    [InlineData("gw.example", "gw.example\0", false)]
    public void Hosts_match_as_rfc_9525_says(string name, string host, bool matches) =>
        Assert.Equal(matches, CertificateIdentity.MatchesHost(With(Dns(name)), host));

    [Fact]
    public void A_common_name_is_no_host()
    {
        Certificate certificate = Make(new() { Subject = "CN=gw.example" }).Certificate;
        Assert.False(CertificateIdentity.MatchesHost(certificate, "gw.example"));
    }

    [Fact]
    public void Addresses_match_by_their_bytes_only()
    {
        Certificate certificate = With(Ip("192.0.2.1"), Ip("2001:db8::1"), Dns("192.0.2.9"));
        foreach ((string address, bool matches) in new[]
        {
            ("192.0.2.1", true), ("2001:db8::1", true), ("192.0.2.2", false), ("::ffff:192.0.2.1", false),
            ("192.0.2.9", false),
        })
        {
            byte[] bytes = IPAddress.Parse(address).GetAddressBytes();
            Assert.Equal(matches, CertificateIdentity.MatchesAddress(certificate, bytes));
        }
        Assert.False(CertificateIdentity.MatchesAddress(certificate, []));
    }

    [Theory]
    [InlineData("gw@vpn.example", true)]
    [InlineData("gw@VPN.example", true)]
    [InlineData("GW@vpn.example", false)]
    [InlineData("gw@vpn.example ", false)]
    [InlineData("@vpn.example", false)]
    [InlineData("gw@", false)]
    [InlineData("vpn.example", false)]
    public void Mailboxes_match_with_the_case_of_their_local_part(string mailbox, bool matches) => Assert.Equal(
        matches, CertificateIdentity.MatchesEmail(With(Email("gw@vpn.example")), Encoding.UTF8.GetBytes(mailbox)));

    [Theory]
    [InlineData("C=DE, O=Example, CN=Gateway", true)]
    [InlineData("C=DE, O=EXAMPLE, CN=gateway", true)]
    [InlineData("C=DE, O=Example,CN=Gateway", true)]
    [InlineData("CN=Gateway, O=Example, C=DE", false)]
    [InlineData("C=DE, O=Example", false)]
    [InlineData("C=DE, O=Example, CN=Gateway, CN=Gateway", false)]
    public void Distinguished_names_match_in_their_order(string name, bool matches)
    {
        Certificate certificate = Make(new() { Subject = "C=DE, O=Example, CN=Gateway" }).Certificate;
        Assert.Equal(matches, CertificateIdentity.MatchesName(certificate, Name(name)));
    }

    [Fact]
    public void Bytes_that_are_no_name_match_nothing()
    {
        Certificate certificate = Make(new() { Subject = "CN=Gateway" }).Certificate;
        byte[] name = Name("CN=Gateway");
        for (int length = 0; length < name.Length; length++)
            Assert.False(CertificateIdentity.MatchesName(certificate, name.AsSpan(0, length)));
        Assert.False(CertificateIdentity.MatchesName(certificate, [.. name, 0]));
        Assert.False(CertificateIdentity.MatchesName(certificate, new byte[65536]));
        Assert.False(CertificateIdentity.MatchesName(With(Dns("a.example")), [0x30, 0]));
    }

    [Fact]
    public void A_key_matches_by_its_hash()
    {
        Certificate certificate = With(Dns("gw.example"));
        byte[] hash = certificate.PublicKeyHash();
        Assert.True(CertificateIdentity.MatchesKey(certificate, hash));
        hash[0] ^= 1;
        Assert.False(CertificateIdentity.MatchesKey(certificate, hash));
        Assert.False(CertificateIdentity.MatchesKey(certificate, []));
    }

    [Theory]
    [InlineData("CN")]
    [InlineData("CN=")]
    [InlineData("XX=a")]
    [InlineData("CN=a,")]
    [InlineData("C=DÄ")]
    [InlineData("")]
    public void A_name_in_words_that_is_none_is_refused_with_its_part(string text)
    {
        Assert.False(DistinguishedName.TryEncode(text, out _, out string? reason));
        Assert.StartsWith("has the part", reason);
    }

    private static Certificate With(params byte[][] names) => Make(new() { Subject = "", Names = names }).Certificate;
}
