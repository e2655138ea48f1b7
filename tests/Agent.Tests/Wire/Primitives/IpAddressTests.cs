using System.Net;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("0.0.0.0", "00000000")]
    [InlineData("192.0.2.1", "c0000201")]
    [InlineData("255.255.255.255", "ffffffff")]
    [InlineData("::", "00000000000000000000000000000000")]
    [InlineData("::1", "00000000000000000000000000000001")]
    [InlineData("2001:db8::5", "20010db8000000000000000000000005")]
    [InlineData("fe80::1:2:3:4", "fe800000000000000001000200030004")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffffffffffffffffffffffffffffffff")]
    public void Text_and_octets_are_the_same_address(string text, string octets)
    {
        Assert.True(IpAddress.TryRead(Hex.Bytes(octets), out var read));

        Assert.Equal(IpAddress.Parse(text), read);
        Assert.Equal(text, read.ToString());
        Assert.Equal(Hex.Bytes(octets), read.ToArray());
        Assert.Equal(octets.Length / 2, read.Length);
        Assert.Equal(read, IpAddress.From(IPAddress.Parse(text)));
        Assert.Equal(IPAddress.Parse(text), read.ToIPAddress());
    }

    [Theory]
    [InlineData("2001:DB8:0:0:0:0:0:5", "2001:db8::5")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("0:0:0:0:0:0:0:0", "::")]
    public void Other_spellings_of_IPv6_are_understood(string text, string usual)
    {
        var address = IpAddress.Parse(text);

        Assert.True(address.IsIPv6);
        Assert.Equal(usual, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.1000")]
    [InlineData("01.2.3.4")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("+1.2.3.4")]
    [InlineData("-1.2.3.4")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1..2.3")]
    [InlineData("1.2.3.4/24")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("::1%2")]
    [InlineData("[::1]")]
    [InlineData("::1/64")]
    [InlineData("::12345")]
    [InlineData("::g")]
    [InlineData("gateway.example.com")]
    public void What_a_person_would_not_write_is_refused(string text)
    {
        Assert.False(IpAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => IpAddress.Parse(text));
    }

    [Fact]
    public void Only_4_or_16_octets_are_an_address()
    {
        for (var length = 0; length <= 20; length++)
            Assert.Equal(length is 4 or 16, IpAddress.TryRead(new byte[length], out _));
    }

    [Fact]
    public void Order_is_IPv4_first_then_by_value()
    {
        var sorted = new[] { "0.0.0.0", "10.0.0.1", "127.255.255.255", "128.0.0.0", "::", "::1", "8000::", "ff02::1" }
            .Select(IpAddress.Parse)
            .ToList();

        for (var i = 0; i < sorted.Count; i++)
        {
            for (var j = 0; j < sorted.Count; j++)
            {
                Assert.Equal(i.CompareTo(j), sorted[i].CompareTo(sorted[j]));
                Assert.Equal(i < j, sorted[i] < sorted[j]);
                Assert.Equal(i > j, sorted[i] > sorted[j]);
                Assert.Equal(i <= j, sorted[i] <= sorted[j]);
                Assert.Equal(i >= j, sorted[i] >= sorted[j]);
                Assert.Equal(i == j, sorted[i] == sorted[j]);
                Assert.Equal(i != j, sorted[i] != sorted[j]);
            }
        }
    }

    [Fact]
    public void Same_number_in_another_family_is_another_address()
    {
        var ipv4 = IpAddress.FromIPv4(1);
        var ipv6 = IpAddress.FromIPv6(1u);

        Assert.NotEqual(ipv4, ipv6);
        Assert.False(ipv4.Equals((object)ipv6));
        Assert.NotEqual(ipv4.GetHashCode(), ipv6.GetHashCode());
        Assert.Equal(ipv4.GetHashCode(), IpAddress.Parse("0.0.0.1").GetHashCode());
    }

    [Fact]
    public void Default_is_the_unspecified_IPv4_address()
    {
        Assert.Equal(IpAddress.Parse("0.0.0.0"), default);
        Assert.True(default(IpAddress).IsIPv4);
        Assert.Equal(IpFamily.IPv4, default(IpAddress).Family);
    }

    [Theory]
    [InlineData("10.0.0.255", "10.0.1.0")]
    [InlineData("127.255.255.255", "128.0.0.0")]
    [InlineData("::ffff:ffff:ffff:ffff", "0:0:0:1::")]
    [InlineData("2001:db8::", "2001:db8::1")]
    public void Next_and_previous_are_inverse(string low, string high)
    {
        Assert.True(IpAddress.Parse(low).TryGetNext(out var next));
        Assert.True(IpAddress.Parse(high).TryGetPrevious(out var previous));

        Assert.Equal(IpAddress.Parse(high), next);
        Assert.Equal(IpAddress.Parse(low), previous);
    }

    [Theory]
    [InlineData(IpFamily.IPv4)]
    [InlineData(IpFamily.IPv6)]
    public void Nothing_comes_before_the_first_or_after_the_last(IpFamily family)
    {
        Assert.False(IpAddress.First(family).TryGetPrevious(out var before));
        Assert.False(IpAddress.Last(family).TryGetNext(out var after));

        Assert.Equal(IpAddress.First(family), before);
        Assert.Equal(IpAddress.Last(family), after);
        Assert.Equal(family, after.Family);
    }

    [Theory]
    [InlineData("127.0.0.1", true, false, false)]
    [InlineData("127.255.0.1", true, false, false)]
    [InlineData("::1", true, false, false)]
    [InlineData("::2", false, false, false)]
    [InlineData("224.0.0.1", false, true, false)]
    [InlineData("239.255.255.255", false, true, false)]
    [InlineData("240.0.0.1", false, false, false)]
    [InlineData("ff02::1", false, true, false)]
    [InlineData("fe80::1", false, false, false)]
    [InlineData("0.0.0.0", false, false, true)]
    [InlineData("::", false, false, true)]
    [InlineData("10.1.0.5", false, false, false)]
    public void Special_addresses_are_known(string text, bool loopback, bool multicast, bool unspecified)
    {
        var address = IpAddress.Parse(text);

        Assert.Equal(loopback, address.IsLoopback);
        Assert.Equal(multicast, address.IsMulticast);
        Assert.Equal(unspecified, address.IsUnspecified);
    }

    [Fact]
    public void Too_short_a_destination_is_misuse()
    {
        Assert.Throws<ArgumentException>(() => IpAddress.Parse("10.0.0.1").Write(new byte[3]));
        Assert.Throws<ArgumentException>(() => IpAddress.Parse("::1").Write(new byte[15]));
    }

    [Fact]
    public void Random_addresses_survive_text_and_octets()
    {
        var random = new Random(4);
        for (var i = 0; i < 2_000; i++)
        {
            var octets = new byte[i % 2 == 0 ? 4 : 16];
            random.NextBytes(octets);
            Assert.True(IpAddress.TryRead(octets, out var address));

            Assert.Equal(address, IpAddress.Parse(address.ToString()));
            Assert.Equal(octets, address.ToArray());
        }
    }
}
