using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class UplinkTests
{
    [Fact]
    public void Without_a_word_the_kernel_decides_and_nobody_is_asked()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With());

        Assert.Empty(config.Uplinks);
        Assert.Null(config.InternetCheck);
        Assert.DoesNotContain(config.Describe(), line => line.Contains("uplink", StringComparison.Ordinal) || line.Contains("Internet", StringComparison.Ordinal));
    }

    [Fact]
    public void Devices_beginnings_of_names_and_kinds_are_taken_in_their_order()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With("\"uplinks\": [\"eth0\", \"wlan*\", \"cellular\"]"));

        Assert.Equal(["eth0", "wlan*", "cellular"], config.Uplinks);
        Assert.Contains("reach the gateway over the first uplink that works of eth0, wlan*, cellular, any other", config.Describe());
        Assert.Equal(["wifi"], ConfigFile.Accepted(ConfigFile.With("\"uplinks\": \"wifi\"")).Uplinks);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("eth*0")]
    [InlineData("eth 0")]
    [InlineData("a-name-of-16-ch.")]
    public void What_names_no_device_is_refused(string name) => Assert.Equal(
        [$"{ConfigFile.Name}: \"uplinks[0]\": \"{name}\" names no uplink; it takes a device such as \"eth0\", \"wlan*\" for all that begin so, or a kind: ethernet, wifi, cellular"],
        ConfigFile.Refused(ConfigFile.With($"\"uplinks\": [\"{name}\"]")));

    [Fact]
    public void The_same_twice_or_nothing_is_refused()
    {
        Assert.Contains("listed twice", Assert.Single(ConfigFile.Refused(ConfigFile.With("\"uplinks\": [\"eth0\", \"eth0\"]"))), StringComparison.Ordinal);
        Assert.Contains("empty list", Assert.Single(ConfigFile.Refused(ConfigFile.With("\"uplinks\": []"))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_to_ask_is_plain_HTTP()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With("\"internetCheck\": \"http://check.example.org/204\""));

        Assert.Equal("http://check.example.org/204", config.InternetCheck);
        Assert.Contains("ask http://check.example.org/204 whether there is Internet while all gateways are silent, at most every 5m", config.Describe());
    }

    [Theory]
    [InlineData("https://check.example.org/")]
    [InlineData("check.example.org")]
    [InlineData("http://")]
    [InlineData("http:///path")]
    [InlineData("http://check.example.org/#part")]
    [InlineData("http://user@check.example.org/")]
    [InlineData("http://check.example.org/a b")]
    public void Anything_else_is_refused(string address) => Assert.Contains(
        "can't be asked", Assert.Single(ConfigFile.Refused(ConfigFile.With($"\"internetCheck\": \"{address}\""))), StringComparison.Ordinal);

    [Fact]
    public void They_are_of_the_whole_agent() => Assert.Contains(
        "belongs to the file as a whole",
        Assert.Single(ConfigFile.Refused("""
            { "gateway": "gw.example.org", "identity": "site1.example.org", "secret": "correct horse", "connections": [ { "name": "a", "uplinks": "eth0" } ] }
            """)),
        StringComparison.Ordinal);

    [Fact]
    public void The_table_of_the_uplink_is_not_for_a_tunnel() => Assert.Contains(
        "is 18501, the agent's own table for the uplink", Assert.Single(ConfigFile.Refused(ConfigFile.With("\"routeTable\": 18501"))), StringComparison.Ordinal);
}
