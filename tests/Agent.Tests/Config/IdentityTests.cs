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
    [InlineData("ipv6:192.0.2.1", "\"192.0.2.1\" is no IPv6 address")]
    [InlineData("keyid:", "has 0 bytes; 1 to 255 are allowed")]
    [InlineData("@", "has 0 bytes; 1 to 255 are allowed")]
    [InlineData("@#616", "takes pairs of hexadecimal digits after \"#\"")]
    [InlineData("@#xy", "takes pairs of hexadecimal digits after \"#\"")]
    [InlineData("CN=gw",
        "looks like a distinguished name, which only certificates use; write keyid:… if it is meant literally")]
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
