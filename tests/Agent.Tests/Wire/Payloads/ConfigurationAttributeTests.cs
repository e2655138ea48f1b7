using Holdfast.Wire;
using Xunit;
using static Holdfast.Wire.ConfigurationAttributeType;

namespace Holdfast.Tests.Wire;

/// <summary>Values of configuration attributes, by the table of lengths in RFC 7296 section 3.15.1.</summary>
public sealed class ConfigurationAttributeTests
{
    [Theory]
    [InlineData(InternalIp4Address, "0a010005", "10.1.0.5")]
    [InlineData(InternalIp4Dns, "08080808", "8.8.8.8")]
    [InlineData(InternalIp4Nbns, "0a000001", "10.0.0.1")]
    [InlineData(InternalIp4Dhcp, "0a000002", "10.0.0.2")]
    [InlineData(InternalIp6Dns, "20010db8000000000000000000000001", "2001:db8::1")]
    [InlineData(InternalIp6Dhcp, "20010db8000000000000000000000002", "2001:db8::2")]
    public void Address_is_read_and_written(ConfigurationAttributeType type, string octets, string address)
    {
        var attribute = new ConfigurationAttribute(type, Hex.Bytes(octets));

        Assert.True(attribute.TryGetAddress(out var read));
        Assert.Equal(IpAddress.Parse(address), read);
        Assert.Equal(attribute, ConfigurationAttribute.Address(type, read));
    }

    [Theory]
    [InlineData(InternalIp4Address, 4)]
    [InlineData(InternalIp4Dns, 4)]
    [InlineData(InternalIp6Dns, 16)]
    [InlineData(InternalIp6Dhcp, 16)]
    [InlineData(InternalIp6Address, -1)]
    [InlineData(InternalIp4Netmask, -1)]
    [InlineData(InternalIp4Subnet, -1)]
    [InlineData(ApplicationVersion, -1)]
    [InlineData((ConfigurationAttributeType)999, -1)]
    public void Address_has_the_length_of_its_type(ConfigurationAttributeType type, int expected)
    {
        for (var length = 0; length <= 20; length++)
        {
            var attribute = new ConfigurationAttribute(type, new byte[length]);
            Assert.Equal(length == expected, attribute.TryGetAddress(out _));
        }
    }

    [Fact]
    public void IPv6_address_has_a_prefix_length()
    {
        var attribute = new ConfigurationAttribute(
            InternalIp6Address, Hex.Bytes("20010db8000000010002000300040005 40"));

        Assert.True(attribute.TryGetIp6Address(out var address, out var prefixLength));
        Assert.Equal("2001:db8:0:1:2:3:4:5", address.ToString());
        Assert.Equal(64, prefixLength);
        Assert.Equal(attribute, ConfigurationAttribute.Ip6Address(address, 64));
    }

    [Theory]
    [InlineData(InternalIp6Address, "20010db8000000000000000000000005")]
    [InlineData(InternalIp6Address, "20010db8000000000000000000000005 81")]
    [InlineData(InternalIp6Address, "20010db8000000000000000000000005 ff")]
    [InlineData(InternalIp6Address, "20010db8000000000000000000000005 4000")]
    [InlineData(InternalIp6Address, "")]
    [InlineData(InternalIp6Subnet, "20010db8000000000000000000000005 40")]
    [InlineData(InternalIp4Address, "20010db8000000000000000000000005 40")]
    public void IPv6_address_that_is_none_is_refused(ConfigurationAttributeType type, string octets) =>
        Assert.False(new ConfigurationAttribute(type, Hex.Bytes(octets)).TryGetIp6Address(out _, out _));

    [Theory]
    [InlineData(0, "00000000")]
    [InlineData(8, "ff000000")]
    [InlineData(25, "ffffff80")]
    [InlineData(32, "ffffffff")]
    public void Netmask_is_a_prefix_length(int prefixLength, string octets)
    {
        var attribute = new ConfigurationAttribute(InternalIp4Netmask, Hex.Bytes(octets));

        Assert.True(attribute.TryGetNetmask(out var read));
        Assert.Equal(prefixLength, read);
        Assert.Equal(attribute, ConfigurationAttribute.Netmask(prefixLength));
    }

    [Theory]
    [InlineData(InternalIp4Netmask, "ff00ff00")]
    [InlineData(InternalIp4Netmask, "00ffffff")]
    [InlineData(InternalIp4Netmask, "ffffff")]
    [InlineData(InternalIp4Netmask, "ffffffff00")]
    [InlineData(InternalIp4Netmask, "ffffffffffffffffffffffffffffffff")]
    [InlineData(InternalIp4Netmask, "")]
    [InlineData(InternalIp4Address, "ffffff00")]
    public void Netmask_that_is_none_is_refused(ConfigurationAttributeType type, string octets) =>
        Assert.False(new ConfigurationAttribute(type, Hex.Bytes(octets)).TryGetNetmask(out _));

    [Theory]
    [InlineData(InternalIp4Subnet, "c6336400 ffffffc0", "198.51.100.0/26")]
    [InlineData(InternalIp4Subnet, "00000000 00000000", "0.0.0.0/0")]
    [InlineData(InternalIp4Subnet, "c0a80101 ffffff00", "192.168.1.0/24")]
    [InlineData(InternalIp6Subnet, "20010db8000100000000000000000000 30", "2001:db8:1::/48")]
    [InlineData(InternalIp6Subnet, "00000000000000000000000000000000 00", "::/0")]
    [InlineData(InternalIp6Subnet, "20010db8000000000000000000000001 80", "2001:db8::1/128")]
    public void Subnet_is_a_network(ConfigurationAttributeType type, string octets, string network)
    {
        Assert.True(new ConfigurationAttribute(type, Hex.Bytes(octets)).TryGetSubnet(out var subnet));
        Assert.Equal(network, subnet.ToString());

        var written = ConfigurationAttribute.Subnet(subnet);
        Assert.Equal(type, written.Type);
        Assert.True(written.TryGetSubnet(out var again));
        Assert.Equal(subnet, again);
    }

    [Theory]
    [InlineData(InternalIp4Subnet, "c6336400 ffffff")]
    [InlineData(InternalIp4Subnet, "c6336400 ff00ff00")]
    [InlineData(InternalIp4Subnet, "c6336400 ffffff00 00")]
    [InlineData(InternalIp4Subnet, "")]
    [InlineData(InternalIp6Subnet, "20010db8000100000000000000000000")]
    [InlineData(InternalIp6Subnet, "20010db8000100000000000000000000 81")]
    [InlineData(InternalIp6Subnet, "")]
    [InlineData(InternalIp4Dns, "c6336400 ffffff00")]
    [InlineData(InternalIp6Address, "20010db8000100000000000000000000 30")]
    public void Subnet_that_is_none_is_refused(ConfigurationAttributeType type, string octets) =>
        Assert.False(new ConfigurationAttribute(type, Hex.Bytes(octets)).TryGetSubnet(out _));

    [Theory]
    [InlineData(ApplicationVersion, "Holdfast 0.1 (arm64)")]
    [InlineData(InternalDnsDomain, "corp.example")]
    public void Text_is_printable_ASCII(ConfigurationAttributeType type, string text)
    {
        var attribute = ConfigurationAttribute.Text(type, text);

        Assert.True(attribute.TryGetText(out var read));
        Assert.Equal(text, read);
        Assert.Equal(text.Length, attribute.Data.Length);
    }

    [Theory]
    [InlineData(InternalDnsDomain, "")]
    [InlineData(InternalDnsDomain, "636f7270 0a 6e616d65")]
    [InlineData(InternalDnsDomain, "636f7270 00")]
    [InlineData(InternalDnsDomain, "7f")]
    [InlineData(InternalDnsDomain, "c3a9")]
    [InlineData(ApplicationVersion, "1b5b314d")]
    [InlineData(InternalIp4Dns, "61626364")]
    public void Text_with_anything_else_is_refused(ConfigurationAttributeType type, string octets)
    {
        Assert.False(new ConfigurationAttribute(type, Hex.Bytes(octets)).TryGetText(out var text));
        Assert.Empty(text);
    }

    [Fact]
    public void Request_is_empty_and_has_no_value()
    {
        foreach (var type in Enum.GetValues<ConfigurationAttributeType>())
        {
            var request = ConfigurationAttribute.Request(type);

            Assert.True(request.IsEmpty);
            Assert.False(request.TryGetAddress(out _));
            Assert.False(request.TryGetIp6Address(out _, out _));
            Assert.False(request.TryGetNetmask(out _));
            Assert.False(request.TryGetSubnet(out _));
            Assert.False(request.TryGetText(out _));
        }
    }
}
