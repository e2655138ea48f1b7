using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class WatchTests
{
    [Fact]
    public void Without_a_word_no_device_is_touched_and_a_hang_is_half_a_minute()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With());
        Assert.Equal(((string?)null, (TimeSpan?)null, TimeSpan.FromSeconds(30)), (config.Watch.Device, config.Watch.HangTimeout, config.Watch.OwnTimeout));
        Assert.DoesNotContain(config.Describe(), line => line.Contains("watchdog", StringComparison.Ordinal) || line.Contains("hangs", StringComparison.Ordinal));
    }

    [Fact]
    public void All_of_it_can_be_set_and_is_described()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With(
            """ "watchdogDevice": "/dev/watchdog0", "watchdogTimeout": "15s", "hangTimeout": "10s" """));
        Assert.Equal(
            ("/dev/watchdog0", TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10)),
            (config.Watch.Device, config.Watch.DeviceTimeout, config.Watch.HangTimeout));
        Assert.Equal(
            ["feed the watchdog /dev/watchdog0, which reboots the machine after 15s of silence", "end when it hangs for 10s"],
            config.Describe().TakeLast(2));
    }

    [Fact]
    public void The_device_has_a_minute() =>
        Assert.Equal(TimeSpan.FromSeconds(60), ConfigFile.Accepted(ConfigFile.With("\"watchdogDevice\": \"/dev/watchdog\"")).Watch.DeviceTimeout);

    [Theory]
    [InlineData("\"watchdogDevice\": \"watchdog\"",
        "\"watchdogDevice\": \"watchdog\" is no device; it takes its whole path, such as \"/dev/watchdog\"")]
    [InlineData("\"watchdogTimeout\": \"10s\"", "\"watchdogTimeout\": is of use with \"watchdogDevice\" only")]
    [InlineData("\"hangTimeout\": \"1s\"",
        "\"hangTimeout\": \"1s\" is not allowed; it takes \"auto\", or a whole number and a unit (ms, s, m, h), such as \"500ms\", \"30s\", \"2m\", from 2s to 60m")]
    public void Says_what_is_wrong_and_what_is_allowed(string line, string error) =>
        Assert.Equal([$"{ConfigFile.Name}: {error}"], ConfigFile.Refused(ConfigFile.With(line)));

    [Fact]
    public void They_belong_to_the_file_and_not_to_a_connection() =>
        Assert.Equal(
            [$"{ConfigFile.Name}: \"connections[0].hangTimeout\": has no place here; it belongs to the file as a whole"],
            ConfigFile.Refused(ConfigFile.With("\"connections\": [{ \"hangTimeout\": \"9s\" }]")));
}
