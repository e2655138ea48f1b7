using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class IpPrefixTests
{
    [Theory]
    [InlineData("10.1.2.3/8", "10.0.0.0", "10.255.255.255", "255.0.0.0")]
    [InlineData("10.1.2.3/32", "10.1.2.3", "10.1.2.3", "255.255.255.255")]
    [InlineData("10.1.2.3/31", "10.1.2.2", "10.1.2.3", "255.255.255.254")]
    [InlineData("10.1.2.3/0", "0.0.0.0", "255.255.255.255", "0.0.0.0")]
    [InlineData("192.0.2.129/25", "192.0.2.128", "192.0.2.255", "255.255.255.128")]
    [InlineData("2001:db8:1::7/48", "2001:db8:1::", "2001:db8:1:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff::")]
    [InlineData("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::")]
    [InlineData("::1/128", "::1", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Network_last_address_and_mask_follow_from_the_length(
        string text, string network, string last, string mask)
    {
        Assert.True(IpPrefix.TryParse(text, out var prefix));

        Assert.Equal(network, prefix.Network.ToString());
        Assert.Equal(last, prefix.Last.ToString());
        Assert.Equal(mask, prefix.Netmask.ToString());
        Assert.Equal($"{network}/{prefix.Length}", prefix.ToString());
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:db8::7", "2001:db8::7/128")]
    public void Address_alone_is_a_network_of_one(string text, string expected)
    {
        Assert.True(IpPrefix.TryParse(text, out var prefix));
        Assert.Equal(expected, prefix.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/8")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("2001:db8::/129")]
    [InlineData("2001:db8::/1280")]
    [InlineData("10.0.0/8")]
    public void Bad_text_is_refused(string text) => Assert.False(IpPrefix.TryParse(text, out _));

    [Fact]
    public void Impossible_lengths_are_misuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpPrefix(IpAddress.Parse("10.0.0.0"), 33));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpPrefix(IpAddress.Parse("10.0.0.0"), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpPrefix(IpAddress.Parse("::"), 129));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0", true)]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.0/8", "9.255.255.255", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "::", false)]
    [InlineData("::/0", "0.0.0.0", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    public void Contains_the_addresses_that_share_its_bits(string prefix, string address, bool expected)
    {
        Assert.True(IpPrefix.TryParse(prefix, out var parsed));
        Assert.Equal(expected, parsed.Contains(IpAddress.Parse(address)));
    }

    [Fact]
    public void Every_length_survives_its_netmask()
    {
        foreach (var family in new[] { IpFamily.IPv4, IpFamily.IPv6 })
        {
            for (var length = 0; length <= IpPrefix.Bits(family); length++)
            {
                var mask = new IpPrefix(IpAddress.First(family), length).Netmask;
                Assert.True(IpPrefix.TryGetLength(mask, out var read), mask.ToString());
                Assert.Equal(length, read);
            }
        }
    }

    [Theory]
    [InlineData("255.0.255.0")]
    [InlineData("0.255.255.255")]
    [InlineData("255.255.255.253")]
    [InlineData("0.0.0.1")]
    [InlineData("ffff::ffff")]
    public void Mask_with_a_hole_has_no_length(string mask) =>
        Assert.False(IpPrefix.TryGetLength(IpAddress.Parse(mask), out _));

    [Fact]
    public void Default_is_all_of_IPv4() => Assert.Equal("0.0.0.0/0", default(IpPrefix).ToString());

    [Fact]
    public void Host_bits_do_not_make_a_difference() => Assert.Equal(
        new IpPrefix(IpAddress.Parse("10.0.0.0"), 8), new IpPrefix(IpAddress.Parse("10.9.8.7"), 8));
}
