using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests.Netlink;

public sealed class PrefixTests
{
    [Theory]
    [InlineData("10.20.30.40", 0, "0.0.0.0")]
    [InlineData("10.20.30.40", 8, "10.0.0.0")]
    [InlineData("10.20.31.40", 23, "10.20.30.0")]
    [InlineData("10.20.30.41", 31, "10.20.30.40")]
    [InlineData("10.20.30.41", 32, "10.20.30.41")]
    [InlineData("2001:db8:ffff::1", 33, "2001:db8:8000::")]
    [InlineData("2001:db8::ff", 121, "2001:db8::80")]
    [InlineData("2001:db8::ff", 128, "2001:db8::ff")]
    public void A_network_has_no_bits_beyond_its_length(string address, int length, string network)
    {
        var prefix = new IpPrefix(IPAddress.Parse(address), length);

        Assert.Equal(new IpPrefix(IPAddress.Parse(network), length), prefix.Network());
        Assert.Equal(address == network, prefix.IsNetwork);
        Assert.True(prefix.Network().IsNetwork);
    }

    [Theory]
    [InlineData("10.0.0.0", -1)]
    [InlineData("10.0.0.0", 33)]
    [InlineData("::", 129)]
    public void A_length_out_of_range_is_refused(string address, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpPrefix(IPAddress.Parse(address), length));

    [Fact]
    public void Host_and_default_are_the_ends_of_the_range()
    {
        Assert.Equal("10.0.0.1/32", IpPrefix.Host(IPAddress.Parse("10.0.0.1")).ToString());
        Assert.Equal("2001:db8::1/128", IpPrefix.Host(IPAddress.Parse("2001:db8::1")).ToString());
        Assert.Equal(("0.0.0.0/0", "::/0"), (IpPrefix.Default(false).ToString(), IpPrefix.Default(true).ToString()));
    }
}
