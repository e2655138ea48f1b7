using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

/// <summary>The keys of what recovery may do and spend: <c>metered</c> and <c>rebootAfter</c>.</summary>
public sealed class RecoveryKeysTests
{
    private const string Takes = "is not allowed; it takes \"never\", or a whole number and a unit (ms, s, m, h), " +
        "such as \"500ms\", \"30s\", \"2m\", from 10m to 168h";

    [Fact]
    public void By_default_nothing_is_metered_and_nothing_reboots()
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With());

        Assert.Equal((false, null), (config.Metered, config.RebootAfter));
        Assert.DoesNotContain(ConfigFile.Accepted(ConfigFile.With()).Describe(), line => line.Contains("reboot") || line.Contains("metered"));
    }

    [Theory]
    [InlineData("\"metered\": true", 300)]
    [InlineData("\"metered\": false", 30)]
    [InlineData("\"metered\": true, \"livenessInterval\": \"2s\"", 2)]
    public void On_a_metered_link_a_silent_gateway_is_asked_later_unless_told_otherwise(string keys, int seconds)
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With(keys));

        Assert.Equal(TimeSpan.FromSeconds(seconds), config.LivenessInterval);
        Assert.Equal(keys.Contains("true"), config.Metered);
    }

    [Fact]
    public void A_connection_may_be_metered_beside_one_that_is_not()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With(
            "\"metered\": true, \"rebootAfter\": \"1h\", \"connections\": [ { \"name\": \"lte\" }, { \"name\": \"dsl\", \"metered\": false, \"rebootAfter\": \"never\" } ]"));

        Assert.Equal((true, TimeSpan.FromHours(1)), (config.Connections[0].Metered, config.Connections[0].RebootAfter!.Value));
        Assert.Equal((false, null), (config.Connections[1].Metered, config.Connections[1].RebootAfter));
    }

    [Theory]
    [InlineData("never", null)]
    [InlineData("10m", 10)]
    [InlineData("168h", 168 * 60)]
    public void A_reboot_takes_a_duration_or_never(string text, int? minutes) => Assert.Equal(
        minutes is { } count ? TimeSpan.FromMinutes(count) : default(TimeSpan?),
        ConfigFile.Connection(ConfigFile.With($"\"rebootAfter\": \"{text}\"")).RebootAfter);

    [Theory]
    [InlineData("\"rebootAfter\": \"9m\"", $"\"rebootAfter\": \"9m\" {Takes}")]
    [InlineData("\"rebootAfter\": \"169h\"", $"\"rebootAfter\": \"169h\" {Takes}")]
    [InlineData("\"rebootAfter\": \"Never\"", $"\"rebootAfter\": \"Never\" {Takes}")]
    [InlineData("\"rebootAfter\": \"0s\"", $"\"rebootAfter\": \"0s\" {Takes}")]
    [InlineData("\"rebootAfter\": true", "\"rebootAfter\": is true or false; it takes a string")]
    [InlineData("\"metered\": \"yes\"", "\"metered\": is a string; it takes true or false, without quotes")]
    public void What_is_neither_is_refused(string keys, string error) =>
        Assert.Equal([$"{ConfigFile.Name}: {error}"], ConfigFile.Refused(ConfigFile.With(keys)));

    [Fact]
    public void Check_says_what_they_do()
    {
        IReadOnlyList<string> lines = ConfigFile.Accepted(ConfigFile.With("\"metered\": true, \"rebootAfter\": \"60m\"")).Describe();

        Assert.Contains("send as little as possible of its own accord, as the link is metered", lines);
        Assert.Contains("reboot this machine after 60m without a tunnel, at most once in an hour, and not while another connection is up", lines);
        Assert.Contains(lines, line => line.Contains("check a silent gateway after 5m", StringComparison.Ordinal));
    }
}
