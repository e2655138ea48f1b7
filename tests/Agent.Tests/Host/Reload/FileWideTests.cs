using Holdfast.Config;
using Holdfast.Host.Reload;
using Holdfast.Tests.Config;
using Xunit;

namespace Holdfast.Tests.Host.Reload;

/// <summary>What a reload does not take up is said.</summary>
public sealed class FileWideTests
{
    [Fact]
    public void The_same_file_is_wholly_used() => Assert.Empty(Unused("\"uplinks\": [\"eth0\"]", "\"uplinks\": [\"eth0\"]"));

    [Theory]
    [InlineData("\"hangTimeout\": \"1m\"", "watchdogs: ")]
    [InlineData("\"uplinks\": [\"wlan0\", \"eth0\"]", "uplinks: ")]
    [InlineData("\"internetCheck\": \"http://check.example.org/\"", "internetCheck: ")]
    [InlineData("\"fwMark\": 7", "main: to hold packets with this fwMark")]
    public void What_takes_a_restart_is_a_line(string more, string begins)
    {
        string line = Assert.Single(Unused("", more));

        Assert.StartsWith(begins, line, StringComparison.Ordinal);
        Assert.Contains("a restart", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_taken_up_is_none() => Assert.Empty(Unused("", "\"logLevel\": \"debug\", \"failback\": \"10s\""));

    private static List<string> Unused(string start, string next) =>
        FileWide.Unused(ConfigFile.Accepted(ConfigFile.With(start)), ConfigFile.Accepted(ConfigFile.With(next)));
}
