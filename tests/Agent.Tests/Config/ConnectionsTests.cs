using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class ConnectionsTests
{
    [Fact]
    public void Keys_at_the_top_are_defaults_for_all_connections()
    {
        AgentConfig config = ConfigFile.Accepted("""
            { "identity": "site", "secret": "s", "remoteSubnets": ["10.0.0.0/8", "fd00::/8"], "logLevel": "debug",
              "connections": [
                { "name": "office", "gateway": "a.example" },
                { "name": "plant", "gateway": "b.example", "remoteSubnets": "10.2.0.0/16", "identity": "other" } ] }
            """);
        Assert.Equal(LogLevel.Debug, config.LogLevel);
        Assert.Equal(["office", "plant"], config.Connections.Select(c => c.Name));
        Assert.Equal(["site", "other"], config.Connections.Select(c => c.Identity!.Text));
        Assert.Equal(["10.0.0.0/8", "fd00::/8"], config.Connections[0].Children[0].Remote.Select(r => r.ToString()));
        Assert.Equal(["10.2.0.0/16"], config.Connections[1].Children[0].Remote.Select(r => r.ToString()));
    }

    [Fact]
    public void Each_connection_has_a_device_and_a_table_of_its_own()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With("\"connections\": [{ \"name\": \"a\" }, { \"name\": \"b\" }]"));
        Assert.Equal(["hf0", "hf1"], config.Connections.Select(c => c.TunName));
        Assert.Equal([18502u, 18503u], config.Connections.Select(c => c.RouteTable));
        Assert.Equal([0, 1], config.Connections.Select(c => c.Index));
    }

    [Fact]
    public void A_secret_of_its_own_takes_the_place_of_the_common_file()
    {
        AgentConfig config = ConfigFile.Accepted("""
            { "gateway": "a", "identity": "i", "secretFile": "/s",
              "connections": [{ "name": "a" }, { "name": "b", "secret": "own" }] }
            """);
        Assert.Equal(["/s", null], config.Connections.Select(c => c.SecretFile));
        Assert.Equal("own"u8.ToArray(), config.Connections[1].Secret!.Span.ToArray());
    }

    [Fact]
    public void Child_SAs_take_from_their_connection_what_they_do_not_have()
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With("""
            "esp": "aes128gcm16-noesn", "rekeyTime": "10m", "children": [
              { "name": "lan", "remoteSubnets": "10.1.0.0/16[tcp/443]", "rekeyTime": "2s" },
              { "remoteSubnets": "10.2.0.0/16", "rekeyBytes": 5000000000 } ]
            """));
        Assert.Equal(["lan", "net1"], config.Children.Select(c => c.Name));
        Assert.Equal(["10.1.0.0/16[tcp/443]", "10.2.0.0/16"], config.Children.Select(c => c.Remote[0].ToString()));
        Assert.All(config.Children, child => Assert.Equal("aes128gcm16-noesn", child.Esp[0].ToString()));
        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10)], config.Children.Select(c => c.RekeyTime));
        Assert.Equal([0ul, 5_000_000_000ul], config.Children.Select(c => c.RekeyBytes));
    }

    [Fact]
    public void Transport_mode_does_not_inherit_subnets_and_asks_for_no_address()
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With("""
            "remoteSubnets": "10.0.0.0/8", "children": [{ "name": "host", "mode": "transport" }]
            """));
        Assert.True(config.Children[0].IsTransport);
        Assert.Null(Assert.Single(config.Children[0].Remote).Addresses);
        Assert.Empty(config.RequestAddress);
    }

    [Theory]
    [InlineData("\"connections\": []", "\"connections\": is an empty list")]
    [InlineData("\"connections\": [1]", "\"connections[0]\": is a number; it takes an object")]
    [InlineData("\"connections\": [{ \"gatway\": \"x\" }]", "\"connections[0].gatway\": unknown key; did you mean \"gateway\"?")]
    [InlineData("\"connections\": [{ \"logLevel\": \"info\" }]", "\"connections[0].logLevel\": has no place here; it belongs to the file as a whole")]
    [InlineData("\"connections\": [{ \"name\": \"a\" }, { \"name\": \"a\" }]", "\"connections[1].name\": \"a\" is taken by another connection")]
    [InlineData("\"tunName\": \"x\", \"connections\": [{ \"name\": \"a\" }, { \"name\": \"b\" }]", "\"tunName\": \"x\" is the device of connection \"a\" too")]
    [InlineData("\"connections\": [{ \"routeTable\": 9 }, { \"routeTable\": 9 }]", "\"connections[1].routeTable\": 9 is the table of connection \"main0\" too")]
    [InlineData("\"connections\": [{}, { \"mtu\": 7 }]", "\"connections[1].mtu\": is 7")]
    [InlineData("\"children\": [{ \"gateway\": \"x\" }]", "\"children[0].gateway\": has no place here; it belongs to the connection")]
    [InlineData("\"children\": [{ \"name\": \"a\" }, { \"name\": \"a\" }]", "\"children[1].name\": \"a\" is taken by another one")]
    [InlineData("\"children\": [{ \"mode\": \"transport\", \"remoteSubnets\": \"10.0.0.0/8\" }]", "\"children[0].remoteSubnets\": names addresses")]
    [InlineData("\"children\": [{ \"mode\": \"beet\" }]", "\"children[0].mode\": unknown word \"beet\"")]
    [InlineData("\"rekeyTime\": \"1s\"", "\"rekeyTime\": \"1s\" is not allowed")]
    [InlineData("\"rekeyBytes\": 9", "\"rekeyBytes\": is 9; allowed: 1000 or more, or 0")]
    [InlineData("\"name\": \"-a\"", "\"name\": \"-a\" is no name")]
    [InlineData("\"mobike\": \"yes\"", "\"mobike\": is a string; it takes true or false")]
    public void What_is_wrong_is_said_in_one_line_with_its_place(string more, string expected) =>
        Assert.Contains($": {expected}", Assert.Single(ConfigFile.Refused(ConfigFile.With(more))), StringComparison.Ordinal);

    [Fact]
    public void What_all_connections_inherit_wrongly_is_said_once() =>
        Assert.Single(ConfigFile.Refused(ConfigFile.With("\"mtu\": 7, \"connections\": [{}, {}]")));

    [Fact]
    public void What_a_connection_lacks_is_missing_there() =>
        Assert.Contains(
            "\"connections[1].gateway\": is missing",
            Assert.Single(ConfigFile.Refused("""
                { "identity": "i", "secret": "s", "connections": [{ "gateway": "a" }, {}] }
                """)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("::/0", true)]
    [InlineData("0.0.0.0-255.255.255.255", true)]
    [InlineData("10.0.0.0/8", false)]
    public void The_kill_switch_is_on_where_everything_goes_through_the_tunnel(string remote, bool expected) =>
        Assert.Equal(expected, ConfigFile.Connection(ConfigFile.With($"\"remoteSubnets\": \"{remote}\"")).KillSwitch);

    [Fact]
    public void Transport_mode_has_nothing_to_keep_in()
    {
        Assert.False(ConfigFile.Connection(ConfigFile.With("\"mode\": \"transport\"")).KillSwitch);
        Assert.Contains("killSwitch", Assert.Single(ConfigFile.Refused(ConfigFile.With("\"mode\": \"transport\", \"killSwitch\": true"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tunnels_for_everything_do_not_differ_about_the_local_network()
    {
        string line = Assert.Single(ConfigFile.Refused(ConfigFile.With(
            "\"connections\": [{ \"name\": \"a\" }, { \"name\": \"b\", \"localNetwork\": \"block\" }]")));
        Assert.Contains("connections[1].localNetwork", line, StringComparison.Ordinal);
        ConfigFile.Accepted(ConfigFile.With(
            "\"connections\": [{ \"name\": \"a\" }, { \"name\": \"b\", \"localNetwork\": \"block\", \"remoteSubnets\": \"10.0.0.0/8\" }]"));
    }
}
