using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

/// <summary>The keys of TCP encapsulation: <c>tcp</c>, <c>tcpPort</c> and <c>tcpAfter</c>.</summary>
public sealed class TcpKeysTests
{
    [Fact]
    public void By_default_tcp_follows_udp_on_both_ports()
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With());

        Assert.Equal((TcpChoice.Auto, TimeSpan.FromSeconds(10)), (config.Tcp, config.TcpAfter));
        Assert.Equal([4500, 443], config.TcpPorts.Select(port => (int)port));
    }

    [Fact]
    public void All_of_it_can_be_said()
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With("\"tcp\": \"force\", \"tcpPort\": 8443, \"tcpAfter\": \"3s\""));

        Assert.Equal((TcpChoice.Force, TimeSpan.FromSeconds(3)), (config.Tcp, config.TcpAfter));
        Assert.Equal([8443], config.TcpPorts.Select(port => (int)port));
    }

    [Theory]
    [InlineData("\"tcp\": \"force\"", "by TCP port 4500 or 443, never by UDP")]
    [InlineData("\"tcp\": \"off\"", "never by TCP")]
    [InlineData("\"tcpPort\": 443, \"tcpAfter\": \"3s\"", "by TCP port 443 where UDP fails for 3s")]
    public void What_is_not_usual_is_told(string keys, string line) =>
        Assert.Contains(line, ConfigFile.Accepted(ConfigFile.With(keys)).Describe());

    [Theory]
    [InlineData("\"tcp\": \"on\"", "\"tcp\": unknown word \"on\"; allowed: auto, force, off")]
    [InlineData("\"tcpPort\": 0", "\"tcpPort\": is 0; allowed: 1 to 65535")]
    [InlineData("\"tcp\": \"force\", \"datapath\": \"kernel\"", "\"tcp\": is \"force\", but over TCP the agent carries the packets itself; leave \"datapath\" out")]
    public void What_can_not_be_is_refused(string keys, string error) =>
        Assert.Equal([$"{ConfigFile.Name}: {error}"], ConfigFile.Refused(ConfigFile.With(keys)));
}
