using System.Text;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire.Payloads;

/// <summary>ENCDNS_IP4 and ENCDNS_IP6 (RFC 9464): what is right is read, and everything else is not.</summary>
public sealed class EncryptedDnsTests
{
    private const string Name = "dns.example.org";

    // Priority 1, one address, a name of 15 octets; then alpn "dot".
    private static readonly byte[] Head = [0, 1, 1, 15, 10, 20, 0, 53, .. Encoding.ASCII.GetBytes(Name)];
    private static readonly byte[] Dot = Parameter(1, [3, .. "dot"u8]);

    [Fact]
    public void A_resolver_is_read_field_by_field()
    {
        EncryptedDns resolver = Read(
        [
            0x01, 0x02, 2, 15, 10, 20, 0, 53, 10, 20, 0, 54, .. Encoding.ASCII.GetBytes(Name),
            .. Parameter(1, [3, .. "dot"u8, 2, .. "h2"u8, 3, .. "doq"u8]), .. Parameter(3, [0x22, 0xB3]), .. Parameter(7, "/dns-query{?dns}"u8.ToArray()),
        ])!;

        Assert.Equal((0x0102, Name), (resolver.Priority, resolver.Name));
        Assert.Equal(["10.20.0.53", "10.20.0.54"], resolver.Addresses.Select(a => a.ToString()));
        Assert.Equal(new ServiceParameters(true, true, true, 8883, "/dns-query{?dns}"), resolver.Service);
        Assert.Equal(
            "DNS over TLS at port 8883, DNS over HTTPS at port 8883 (/dns-query{?dns}), DNS over QUIC at port 8883", resolver.Service.ToString());
    }

    [Fact]
    public void One_of_IPv6_has_addresses_of_16_octets()
    {
        byte[] value = [0, 1, 1, 15, .. IpAddress.Parse("fd00::53").ToArray(), .. Encoding.ASCII.GetBytes(Name), .. Dot];

        Assert.True(EncryptedDns.TryRead(new(ConfigurationAttributeType.EncryptedDnsIp6, value), out EncryptedDns? resolver));
        Assert.Equal("fd00::53", resolver.Addresses.Single().ToString());
        Assert.Null(Read(value));
    }

    /// <summary>At no length short of the whole anything comes of it, nor an exception.</summary>
    [Fact]
    public void A_value_that_is_cut_anywhere_is_none()
    {
        byte[] whole = [.. Head, .. Dot, .. Parameter(3, [3, 85])];
        Assert.NotNull(Read(whole));
        for (int length = 0; length < whole.Length; length++)
        {
            bool isWhole = length == Head.Length + Dot.Length;
            Assert.Equal(isWhole, Read(whole[..length]) is not null);
        }
    }

    [Theory]
    [InlineData(0, 0, 0)] // priority 0: alias mode
    [InlineData(2, 0)] // no address
    [InlineData(2, 255)] // more than there are
    [InlineData(3, 0)] // no name
    [InlineData(3, 255)] // longer than what is left
    [InlineData(4, 127)] // loopback
    [InlineData(4, 224)] // multicast
    [InlineData(4, 0, 0, 0, 0)] // unspecified
    public void A_head_that_lies_is_none(int at, params int[] octets)
    {
        byte[] value = [.. Head, .. Dot];
        for (int i = 0; i < octets.Length; i++)
            value[at + i] = (byte)octets[i];

        Assert.Null(Read(value));
    }

    [Theory]
    [InlineData("dns.example.org\n")]
    [InlineData("dns example.org")]
    [InlineData("dns;example.org")]
    [InlineData("dns#example.org")]
    [InlineData("dns.example.org\0")]
    [InlineData("-dns.example.org")]
    [InlineData("dns..example.org")]
    [InlineData(".")]
    [InlineData("a123456789b123456789c123456789d123456789e123456789f123456789ab34.example")]
    public void What_a_command_line_could_trip_over_is_no_name(string name) =>
        Assert.Null(Read([0, 1, 1, (byte)name.Length, 10, 20, 0, 53, .. Encoding.ASCII.GetBytes(name), .. Dot]));

    [Fact]
    public void A_dot_at_the_end_of_a_name_is_left_out() =>
        Assert.Equal("d.example", Read([0, 1, 1, 10, 10, 20, 0, 53, .. "d.example."u8, .. Dot])!.Name);

    public static TheoryData<string> Wrong => [.. WrongParameters.Keys];

    private static readonly Dictionary<string, byte[]> WrongParameters = new()
    {
        ["none"] = [],
        ["no alpn"] = Parameter(3, [3, 85]),
        ["an empty alpn"] = Parameter(1, []),
        ["an empty name in alpn"] = Parameter(1, [0]),
        ["a name in alpn that is cut"] = Parameter(1, [4, .. "dot"u8]),
        ["alpn twice"] = [.. Dot, .. Dot],
        ["keys that fall"] = [.. Parameter(3, [3, 85]), .. Dot],
        ["a port of one octet"] = [.. Dot, .. Parameter(3, [3])],
        ["a port of three octets"] = [.. Dot, .. Parameter(3, [0, 3, 85])],
        ["port 0"] = [.. Dot, .. Parameter(3, [0, 0])],
        ["no-default-alpn with a value"] = [.. Dot, .. Parameter(2, [1])],
        ["an empty path"] = [.. Dot, .. Parameter(7, [])],
        ["a path with a newline"] = [.. Dot, .. Parameter(7, "/a\nb"u8.ToArray())],
        ["a path without a slash"] = [.. Dot, .. Parameter(7, "a"u8.ToArray())],
        ["a path without end"] = [.. Dot, .. Parameter(7, [(byte)'/', .. Enumerable.Repeat((byte)'a', 300)])],
        ["mandatory without keys"] = [.. Parameter(0, []), .. Dot],
        ["mandatory keys that fall"] = [.. Parameter(0, [0, 3, 0, 1]), .. Dot, .. Parameter(3, [3, 85])],
        ["mandatory and not there"] = [.. Parameter(0, [0, 3]), .. Dot],
        ["mandatory and not known"] = [.. Parameter(0, [0, 5]), .. Dot, .. Parameter(5, [1])],
        ["mandatory and far beyond"] = [.. Parameter(0, [0xFF, 0xFE]), .. Dot, .. Parameter(0xFFFE, [])],
        ["mandatory itself"] = [.. Parameter(0, [0, 0]), .. Dot],
        ["a length beyond the end"] = [0, 1, 0xFF, 0xFF, 3, .. "dot"u8],
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Parameters_that_are_wrong_make_none(string what) => Assert.Null(Read([.. Head, .. WrongParameters[what]]));

    [Fact]
    public void Hints_and_what_is_not_known_are_skipped() =>
        Assert.Equal(new ServiceParameters(true, false, false, 0, ""), Read(
            [.. Head, .. Parameter(0, [0, 1]), .. Dot, .. Parameter(2, []), .. Parameter(4, [192, 0, 2, 1]), .. Parameter(6, new byte[16]), .. Parameter(700, [1])])!.Service);

    [Theory]
    [InlineData("h2")]
    [InlineData("h3")]
    [InlineData("smtp")]
    public void Https_without_a_path_and_protocols_that_are_not_known_are_no_way_to_ask(string alpn) =>
        Assert.Equal("no protocol that is known", Read([.. Head, .. Parameter(1, [(byte)alpn.Length, .. Encoding.ASCII.GetBytes(alpn)])])!.Service.ToString());

    [Theory]
    [InlineData(ConfigurationAttributeType.InternalIp4Dns)]
    [InlineData(ConfigurationAttributeType.EncryptedDnsDigestInfo)]
    public void Another_attribute_is_none(ConfigurationAttributeType type) =>
        Assert.False(EncryptedDns.TryRead(new(type, (byte[])[.. Head, .. Dot]), out _));

    [Fact]
    public void Whatever_the_octets_are_nothing_is_thrown()
    {
        Random random = new(7);
        byte[] whole = [.. Head, .. Dot, .. Parameter(3, [3, 85]), .. Parameter(7, "/q{?dns}"u8.ToArray())];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bent = [.. whole];
            for (int j = random.Next(1, 5); j > 0; j--)
                bent[random.Next(bent.Length)] = (byte)random.Next(256);
            EncryptedDns? resolver = Read(bent);
            Assert.True(resolver is null || DomainText.IsPlain(resolver.Name));
        }
    }

    private static EncryptedDns? Read(byte[] value) =>
        EncryptedDns.TryRead(new(ConfigurationAttributeType.EncryptedDnsIp4, value), out EncryptedDns? resolver) ? resolver : null;

    private static byte[] Parameter(ushort key, byte[] value) =>
        [(byte)(key >> 8), (byte)key, (byte)(value.Length >> 8), (byte)value.Length, .. value];
}
