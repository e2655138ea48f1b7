using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests.Sockets;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("192.0.2.1:500", false)]
    [InlineData("0.0.0.0:0", false)]
    [InlineData("[2001:db8::1]:4500", true)]
    [InlineData("[::]:65535", true)]
    public void It_converts_to_and_from_the_class_and_text(string text, bool isIPv6)
    {
        IPEndPoint expected = IPEndPoint.Parse(text);
        Endpoint endpoint = Endpoint.From(expected);

        Assert.Equal(isIPv6, endpoint.IsIPv6);
        Assert.Equal(expected, endpoint.ToIPEndPoint());
        Assert.Equal(expected.Port, endpoint.Port);
        Assert.Equal(expected.Address.GetAddressBytes(), endpoint.AddressBytes.ToArray());
        Assert.Equal(text, endpoint.ToString());
    }

    [Fact]
    public void A_mapped_address_is_the_IPv4_address()
    {
        var mapped = new Endpoint(IPAddress.Parse("::ffff:192.0.2.1"), 500);

        Assert.Equal(new Endpoint(IPAddress.Parse("192.0.2.1"), 500), mapped);
    }

    [Fact]
    public void The_scope_of_a_link_local_address_is_kept()
    {
        var endpoint = new Endpoint(IPAddress.Parse("fe80::1%3"), 500);

        Assert.Equal(3u, endpoint.ScopeId);
        Assert.Equal(3, endpoint.Address.ScopeId);
    }

    [Fact]
    public void Equality_is_by_address_port_and_scope()
    {
        var endpoint = new Endpoint(IPAddress.Parse("fe80::1%3"), 500);

        Assert.True(endpoint == new Endpoint(IPAddress.Parse("fe80::1%3"), 500));
        Assert.Equal(endpoint.GetHashCode(), new Endpoint(IPAddress.Parse("fe80::1%3"), 500).GetHashCode());
        Assert.True(endpoint != new Endpoint(IPAddress.Parse("fe80::1%4"), 500));
        Assert.True(endpoint != new Endpoint(IPAddress.Parse("fe80::2%3"), 500));
        Assert.True(endpoint != endpoint.WithPort(4500));
    }

    [Fact]
    public void Another_port_leaves_the_rest_and_the_original()
    {
        var endpoint = new Endpoint(IPAddress.Parse("192.0.2.1"), 500);

        Assert.Equal("192.0.2.1:4500", endpoint.WithPort(4500).ToString());
        Assert.Equal(500, endpoint.Port);
    }

    [Fact]
    public void A_flow_label_does_not_make_another_endpoint()
    {
        var endpoint = new Endpoint(IPAddress.Parse("2001:db8::1"), 500);
        byte[] encoded = [10, 0, 1, 0xF4, 0xA, 0xB, 0xC, 0xD, .. endpoint.AddressBytes, 0, 0, 0, 0];

        Assert.Equal(endpoint, Endpoint.FromSockAddr(encoded));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(27)]
    public void A_short_or_foreign_sockaddr_is_no_endpoint(int length)
    {
        var encoded = new byte[length];
        if (length > 0) encoded[0] = length > 16 ? (byte)10 : (byte)2;

        Assert.Equal(default, Endpoint.FromSockAddr(encoded));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65536)]
    public void A_port_out_of_range_is_refused(int port) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Endpoint(IPAddress.Loopback, port));
}
