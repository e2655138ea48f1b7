using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

/// <summary>Several gateways, and what goes with them.</summary>
public sealed class GatewaysTests
{
    private const string Login = "\"username\": \"site7\", \"password\": \"pass\"";

    [Fact]
    public void A_list_is_in_the_order_of_preference_and_each_has_to_prove_its_own_name()
    {
        ConnectionConfig config = ConfigFile.Connection($$"""{ "gateway": ["a.example.org", "192.0.2.2", "b.example.org."], {{Login}} }""");

        Assert.Equal(["a.example.org", "192.0.2.2", "b.example.org."], config.Gateways.Select(gateway => gateway.Host));
        Assert.Equal(
            ["a.example.org (FQDN)", "192.0.2.2 (IPv4 address)", "b.example.org (FQDN)"], config.Gateways.Select(gateway => $"{gateway.Identity}"));
        Assert.Equal("a.example.org", config.Gateway);
    }

    [Fact]
    public void A_name_that_is_set_is_that_of_all()
    {
        ConnectionConfig config = ConfigFile.Connection(
            $$"""{ "gateway": ["a.example.org", "b.example.org"], "gatewayIdentity": "vpn.example.org", {{Login}} }""");

        Assert.All(config.Gateways, gateway => Assert.Equal("vpn.example.org (FQDN)", $"{gateway.Identity}"));
    }

    [Fact]
    public void They_are_said()
    {
        IReadOnlyList<string> lines = ConfigFile.Accepted(
            $$"""{ "gateway": ["a.example.org", "b.example.org"], "failback": "10s", "fleet": 500, {{Login}} }""").Describe();

        Assert.Contains("connect to a.example.org, else to b.example.org, UDP port 500, behind NAT 4500", lines);
        Assert.Contains("go back to a preferred gateway after 10s, if it is well", lines);
        Assert.Contains("leave room for 500 sites that come back at the same time", lines);
    }

    [Theory]
    [InlineData("[]", "\"gateway\": is an empty list; it takes at least one host name or address")]
    [InlineData("\"\"", "\"gateway\": is empty")]
    [InlineData("[\"a\", \"a\"]", "listed twice")]
    [InlineData("[\"a\", \"https://b\"]", "neither an address nor a host name")]
    [InlineData("[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\"]", "up to 8")]
    public void A_list_that_is_none_is_refused(string list, string problem) => Assert.Contains(
        ConfigFile.Refused($$"""{ "gateway": {{list}}, {{Login}} }"""), line => line.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void A_metered_link_is_asked_less()
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With("\"metered\": true"));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1)), (config.LivenessInterval, config.DetectionTime));

        config = ConfigFile.Connection(ConfigFile.With("\"metered\": true, \"livenessInterval\": \"1m\", \"detectionTime\": \"5s\""));
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5)), (config.LivenessInterval, config.DetectionTime));
    }
}
