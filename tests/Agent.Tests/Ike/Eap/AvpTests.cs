using Holdfast.Ike.Eap;
using Xunit;

namespace Holdfast.Tests.Ike.Eap;

public sealed class AvpTests
{
    [Fact]
    public void What_is_encoded_is_read_again()
    {
        byte[] octets = [.. Avp.Encode(1, 0, "site7"u8), .. Avp.Encode(25, 311, new byte[50])];

        Assert.Equal("00000001" + "4000000d" + "7369746537" + "000000", Convert.ToHexString(octets[..16]).ToLowerInvariant());
        Assert.True(Avp.TryDecode(octets, out List<Avp> all));
        Assert.Equal([(1u, 0u, true, 5), (25u, 311u, true, 50)], all.Select(a => (a.Code, a.Vendor, a.IsMandatory, a.Data.Length)));
    }

    [Fact]
    public void The_last_padding_may_be_missing()
    {
        Assert.True(Avp.TryDecode(Avp.Encode(1, 0, "site7"u8)[..13], out List<Avp> all));
        Assert.Equal("site7"u8, Assert.Single(all).Data.Span);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0000000100000000")]
    [InlineData("0000000100000007")]
    [InlineData("0000000100000009")]
    [InlineData("000000018000000800000137")]
    [InlineData("0000000180000100000001370102")]
    [InlineData("0000000100ffffff0102")]
    public void Lengths_that_do_not_fit_are_refused(string octets) =>
        Assert.False(Avp.TryDecode(Convert.FromHexString(octets), out _));
}
