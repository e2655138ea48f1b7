using Holdfast.Host.Dns;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Dns;

/// <summary>A tunnel that is dead must not be asked for the address of its own gateway.</summary>
public sealed class OutsideServersTests
{
    private const string Tunnel = "10.20.0.53", Uplink = "192.168.1.1", Stub = "127.0.0.53";

    [Theory]
    [InlineData($"nameserver {Tunnel}\nnameserver {Uplink}\n", $"nameserver 192.0.2.1\n", Uplink)]
    [InlineData($"nameserver {Tunnel}\nnameserver 10.20.0.54\nnameserver 10.20.0.55\nnameserver {Uplink}\n", "", Uplink)]
    [InlineData($"nameserver {Stub}\n", $"nameserver {Tunnel}\nnameserver {Uplink}\n", $"{Uplink} {Stub}")]
    [InlineData($"nameserver {Stub}\n", "", Stub)]
    [InlineData($"nameserver {Stub}\n", $"nameserver {Tunnel}\n", Stub)]
    [InlineData($"nameserver {Tunnel}\n", $"nameserver {Uplink}\n", Uplink)]
    [InlineData($"nameserver {Tunnel}\n", "", Tunnel)]
    [InlineData("", "", "")]
    public void Servers_of_the_uplinks_come_first_and_a_tunnels_own_only_where_there_are_no_others(string text, string uplinks, string expected)
    {
        IpAddress[] inTunnel = [.. new[] { Tunnel, "10.20.0.54", "10.20.0.55" }.Select(Address)];

        ResolvConf conf = OutsideServers.Find(text, inTunnel, path => path == OutsideServers.UplinkFiles[0] ? uplinks : "");

        Assert.Equal(expected, string.Join(' ', conf.Servers));
    }

    [Fact]
    public void Without_a_tunnel_resolv_conf_says_all()
    {
        ResolvConf conf = OutsideServers.Find($"nameserver {Stub}\nnameserver {Tunnel}\n", [], _ => $"nameserver {Uplink}\n");

        Assert.Equal([Stub, Tunnel], conf.Servers.Select(server => $"{server}"));
    }

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new ArgumentException(text);
}
