using Holdfast.Config;
using Holdfast.Host.Reload;
using Holdfast.Tests.Config;
using Xunit;

namespace Holdfast.Tests.Host.Reload;

public sealed class ConfigComparisonTests
{
    // Every list and every record that a connection can have is in one of them.
    private static readonly string[] Files =
    [
        ConfigFile.With(),
        ConfigFile.With("""
            "gatewayIdentity": "CN=gw,O=Example", "ike": ["aes256gcm16-prfsha256-x25519", "aes128-sha256-ecp256"], "esp": "aes128gcm16-noesn",
            "requestAddress": ["ipv4", "ipv6"], "probe": ["10.1.0.1", "10.1.0.2"], "ppk": "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
            "ppkId": "site", "localSubnets": ["192.168.1.0/24"],
            "children": [{ "name": "a", "remoteSubnets": ["10.1.0.0/16[tcp/443]", "fd00::/8"] }, { "name": "b", "remoteSubnets": "10.2.0.0/16" }]
            """),
        """
        { "gateway": ["a.example", "b.example"], "username": "u", "password": "p", "eapMethods": ["ttls", "peap"],
          "eapServer": "radius.example", "trust": ["system", "/ca"] }
        """,
        """
        { "gateway": "a.example", "certificate": "/c", "privateKey": "/k", "username": "u", "passwordFile": "/p", "trust": "system" }
        """,
    ];

    [Fact]
    public void A_file_that_is_read_again_means_the_same()
    {
        foreach (string file in Files)
            Assert.True(ConfigComparison.IsSame(ConfigFile.Connection(file), ConfigFile.Connection(file)), file);
    }

    [Fact]
    public void What_is_written_in_another_way_means_the_same()
    {
        ConnectionConfig one = ConfigFile.Connection(ConfigFile.With("\"connectTimeout\": \"120s\", \"remoteSubnets\": [\"10.0.0.0/8\"]"));
        ConnectionConfig other = ConfigFile.Connection(ConfigFile.With("\"remoteSubnets\": \"10.0.0.0/8\", /* two */ \"connectTimeout\": \"2m\", \"mobike\": true"));

        Assert.True(ConfigComparison.IsSame(one, other));
    }

    [Theory]
    [InlineData("\"secret\": \"correct horse\"", "\"secret\": \"correct horsf\"")]
    [InlineData("\"secret\": \"correct horse\"", "\"secret\": \"correct horse battery\"")]
    [InlineData("\"secret\": \"correct horse\"", "\"secretFile\": \"/s\"")]
    [InlineData("\"identity\": \"site1.example.org\"", "\"identity\": \"site2.example.org\"")]
    [InlineData("\"gateway\": \"gw.example.org\"", "\"gateway\": \"gw2.example.org\"")]
    [InlineData("\"gateway\": \"gw.example.org\"", "\"gateway\": [\"gw.example.org\", \"gw2.example.org\"]")]
    [InlineData("CN=gw,O=Example", "CN=gw,O=Other")]
    [InlineData("\"aes128-sha256-ecp256\"", "\"aes128-sha256-ecp384\"")]
    [InlineData("aes128gcm16-noesn", "aes128gcm16-esn")]
    [InlineData("[\"ipv4\", \"ipv6\"]", "[\"ipv4\"]")]
    [InlineData("\"10.1.0.2\"", "\"10.1.0.3\"")]
    [InlineData("ddeeff00", "ddeefe00")]
    [InlineData("\"ppkId\": \"site\"", "\"ppkId\": \"plant\"")]
    [InlineData("192.168.1.0", "192.168.2.0")]
    [InlineData("tcp/443", "tcp/444")]
    [InlineData("\"name\": \"b\"", "\"name\": \"c\"")]
    [InlineData("\"ppkId\"", "\"rebootAfter\": \"30m\", \"ppkId\"")]
    [InlineData("\"ppkId\"", "\"metered\": true, \"ppkId\"")]
    public void One_difference_is_enough(string before, string after)
    {
        Assert.Contains(before, Files[1], StringComparison.Ordinal);
        ConnectionConfig one = ConfigFile.Connection(Files[1]), other = ConfigFile.Connection(Files[1].Replace(before, after, StringComparison.Ordinal));

        Assert.False(ConfigComparison.IsSame(one, other));
        Assert.False(ConfigComparison.IsSame(other, one));
    }

    [Theory]
    [InlineData(2, "\"password\": \"p\"", "\"password\": \"q\"")]
    [InlineData(2, "[\"ttls\", \"peap\"]", "[\"peap\", \"ttls\"]")]
    [InlineData(2, "radius.example", "radius2.example")]
    [InlineData(2, ", \"/ca\"", "")]
    [InlineData(3, "\"/c\"", "\"/d\"")]
    [InlineData(3, "\"/p\"", "\"/q\"")]
    [InlineData(3, "\"u\"", "\"v\"")]
    public void So_it_is_for_a_login(int file, string before, string after)
    {
        Assert.Contains(before, Files[file], StringComparison.Ordinal);

        Assert.False(ConfigComparison.IsSame(ConfigFile.Connection(Files[file]), ConfigFile.Connection(Files[file].Replace(before, after, StringComparison.Ordinal))));
    }
}
