using System.Text;
using Holdfast.Config;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class IdentityTests
{
    [Theory]
    [InlineData("site1.example.org", IdType.Fqdn, "site1.example.org")]
    [InlineData("@site1", IdType.Fqdn, "site1")]
    [InlineData("fqdn:user@host", IdType.Fqdn, "user@host")]
    [InlineData("user@example.org", IdType.Rfc822Address, "user@example.org")]
    [InlineData("@@user", IdType.Rfc822Address, "user")]
    [InlineData("email:root", IdType.Rfc822Address, "root")]
    [InlineData("keyid:a b=c", IdType.KeyId, "a b=c")]
    [InlineData("KeyID:192.0.2.1", IdType.KeyId, "192.0.2.1")]
    [InlineData("a:b", IdType.KeyId, "a:b")]
    [InlineData("fqdn:192.0.2.1", IdType.Fqdn, "192.0.2.1")]
    [InlineData("@#6162", IdType.KeyId, "ab")]
    [InlineData("keyid:#6162", IdType.KeyId, "ab")]
    public void Names_are_sorted_as_strongSwan_sorts_them(string text, IdType type, string data)
    {
        Assert.True(IdentityParser.TryParse(text, out IdentityConfig? identity, out _));
        Assert.Equal((type, data), (identity.Type, Encoding.UTF8.GetString(identity.Data.Span)));
    }

    [Theory]
    [InlineData("192.0.2.1", IdType.Ipv4Address, "C0000201")]
    [InlineData("2001:db8::1", IdType.Ipv6Address, "20010DB8000000000000000000000001")]
    [InlineData("ipv4:192.0.2.1", IdType.Ipv4Address, "C0000201")]
    public void Addresses_become_their_octets(string text, IdType type, string data)
    {
        Assert.True(IdentityParser.TryParse(text, out IdentityConfig? identity, out _));
        Assert.Equal((type, data), (identity.Type, Convert.ToHexString(identity.Data.Span)));
    }

    [Theory]
    [InlineData("C=DE, O=Example, CN=gw")]
    [InlineData("CN=gw@example.org")]
    [InlineData("dn:CN=gw")]
    [InlineData("asn1dn:CN=Example\\, Inc., C=DE")]
    public void What_has_an_equals_sign_is_a_distinguished_name(string text)
    {
        Assert.True(IdentityParser.TryParse(text, out IdentityConfig? identity, out string? problem), problem);
        Assert.Equal((IdType.DerAsn1Dn, 0x30, $"{text} (distinguished name)"), (identity.Type, identity.Data.Span[0], identity.ToString()));
    }

    [Theory]
    [InlineData("gw=CN", "is no distinguished name: has the part 'gw=CN', which is not KEY=VALUE")]
    [InlineData("CN=", "is no distinguished name: has the part 'CN='")]
    public void One_that_is_none_says_which_part(string text, string start)
    {
        Assert.False(IdentityParser.TryParse(text, out _, out string? problem));
        Assert.StartsWith(start, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ipv6:192.0.2.1", "\"192.0.2.1\" is no IPv6 address")]
    [InlineData("keyid:", "has 0 bytes; 1 to 255 are allowed")]
    [InlineData("@", "has 0 bytes; 1 to 255 are allowed")]
    [InlineData("@#616", "takes pairs of hexadecimal digits after \"#\"")]
    [InlineData("@#xy", "takes pairs of hexadecimal digits after \"#\"")]
    [InlineData("fqdn:CN=gw", "holds a \"=\", as distinguished names do; write dn:… for one, or keyid:… if it is meant literally")]
    [InlineData("bücher.example",
        "takes letters, digits and signs of ASCII without spaces; for other bytes write keyid:…")]
    public void An_identity_that_is_none_says_why(string text, string error)
    {
        Assert.False(IdentityParser.TryParse(text, out _, out string? problem));
        Assert.Equal(error, problem);
    }

    [Fact]
    public void Length_is_bounded()
    {
        Assert.True(IdentityParser.TryParse("keyid:" + new string('x', 255), out _, out _));
        Assert.False(IdentityParser.TryParse("keyid:" + new string('x', 256), out _, out _));
    }
}
