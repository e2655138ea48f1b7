using System.Text;
using Holdfast.Ike.Redirects;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Redirects;

/// <summary>The data of REDIRECT and REDIRECTED_FROM (RFC 5685 section 9), as they are and as they are not.</summary>
public sealed class RedirectTargetTests
{
    [Theory]
    [InlineData("01 04 C0000263", "192.0.2.99")]
    [InlineData("02 10 20010DB8000000000000000000000063", "2001:db8::63")]
    [InlineData("03 0E 6777322E6578616D706C652E636F", "gw2.example.co")]
    public void It_is_an_address_or_a_name(string data, string shown)
    {
        Assert.True(RedirectTarget.TryRead(Bytes(data), out RedirectTarget? target, out ReadOnlySpan<byte> nonce));
        Assert.Equal(shown, target.ToString());
        Assert.True(nonce.IsEmpty);
    }

    [Fact]
    public void What_follows_the_gateway_is_the_nonce()
    {
        Assert.True(RedirectTarget.TryRead(Bytes("01 04 C0000263 AABBCC"), out _, out ReadOnlySpan<byte> nonce));
        Assert.Equal(Bytes("AABBCC"), nonce);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("01 04")]
    [InlineData("01 04 C00002")] // the length lies
    [InlineData("01 FF C0000263")]
    [InlineData("01 00")]
    [InlineData("01 03 C00002")]
    [InlineData("01 10 20010DB8000000000000000000000063")] // one type, the other's length
    [InlineData("02 04 C0000263")]
    [InlineData("00 04 C0000263")] // no such types
    [InlineData("04 04 C0000263")]
    [InlineData("01 04 00000000")] // no hosts
    [InlineData("01 04 7F000001")]
    [InlineData("01 04 E0000001")]
    [InlineData("01 04 FFFFFFFF")]
    [InlineData("02 10 00000000000000000000000000000000")]
    [InlineData("02 10 00000000000000000000000000000001")]
    [InlineData("02 10 FF020000000000000000000000000001")]
    public void What_leads_to_no_gateway_is_none(string data) =>
        Assert.False(RedirectTarget.TryRead(Bytes(data), out _, out _));

    [Theory]
    [InlineData("gw2", true)]
    [InlineData("gw-2.example.test", true)]
    [InlineData("2.example", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("gw2.", false)]
    [InlineData(".gw2", false)]
    [InlineData("a..b", false)]
    [InlineData("192.0.2.99", false)] // an address in a name's clothes
    [InlineData("gw2\0", false)]
    [InlineData("gw2\n[info] all is well", false)]
    [InlineData("\u001b[2Jgw2", false)]
    [InlineData("gw2 example", false)]
    [InlineData("g\u00fc.example", false)]
    [InlineData("../etc/passwd", false)]
    public void A_name_is_one_that_can_be_asked_for_and_shown(string name, bool isRight)
    {
        byte[] text = Encoding.Latin1.GetBytes(name);

        Assert.Equal(isRight, RedirectTarget.TryRead([3, (byte)text.Length, .. text], out _, out _));
    }

    [Theory]
    [InlineData(63, 1, true)]
    [InlineData(64, 1, false)]
    [InlineData(62, 4, true)]
    [InlineData(63, 4, false)] // 255 octets
    public void Labels_and_names_have_their_lengths(int label, int count, bool isRight)
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Join('.', Enumerable.Repeat(new string('a', label), count)));

        Assert.Equal(isRight, RedirectTarget.TryRead([3, (byte)text.Length, .. text], out _, out _));
    }

    [Fact]
    public void From_where_we_come_is_written_the_same_way()
    {
        Assert.Equal(Bytes("01 04 C0000202"), RedirectTarget.From(IpAddress.Parse("192.0.2.2")).Data.ToArray());
        Assert.Equal(
            Bytes("02 10 20010DB8000000000000000000000002"), RedirectTarget.From(IpAddress.Parse("2001:db8::2")).Data.ToArray());
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
