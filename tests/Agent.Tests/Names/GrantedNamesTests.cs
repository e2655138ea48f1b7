using Holdfast.Host.Names;
using Holdfast.Ike.Actions;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Names;

public sealed class GrantedNamesTests
{
    private static readonly TrafficSelector Lan = Selector("10.20.0.0/16"), Everything6 = Selector("::/0");

    [Fact]
    public void A_server_outside_of_the_tunnel_is_not_used()
    {
        TunnelConfiguration tunnel = Tunnel([Lan], "10.20.0.53", "192.0.2.53", "10.21.0.1");

        Assert.Equal(["10.20.0.53"], GrantedNames.Servers(tunnel).Select(s => s.ToString()));
        Assert.Equal(["192.0.2.53", "10.21.0.1"], GrantedNames.Unreachable(tunnel).Select(s => s.ToString()));
    }

    [Fact]
    public void Of_IPv6_there_has_to_be_an_address_to_ask_from()
    {
        TunnelConfiguration tunnel = Tunnel([Everything6], "fd00::53");

        Assert.Empty(GrantedNames.Servers(tunnel));
        Assert.Single(GrantedNames.Servers(tunnel with { Addresses = [IpAddress.Parse("fd00::7")] }));
    }

    [Theory]
    [InlineData(17, 0, 65535, 1)]
    [InlineData(17, 53, 53, 1)]
    [InlineData(6, 0, 65535, 0)]
    [InlineData(0, 443, 443, 0)]
    public void Questions_have_to_fit_the_selector(byte protocol, ushort first, ushort last, int expected)
    {
        TrafficSelector narrow = new(protocol, new PortRange(first, last), Lan.Start, Lan.End);

        Assert.Equal(expected, GrantedNames.Servers(Tunnel([narrow], "10.20.0.53")).Count);
    }

    [Fact]
    public void Where_everything_goes_through_the_tunnel_so_do_all_names()
    {
        TunnelConfiguration tunnel = Tunnel([Lan], "10.20.0.53") with { DnsDomains = ["corp.example"] };

        Assert.Equal(["corp.example"], GrantedNames.Domains(tunnel));
        Assert.Empty(GrantedNames.Domains(tunnel with { Remote = [Lan, Selector("0.0.0.0/0")] }));
    }

    private static TunnelConfiguration Tunnel(IReadOnlyList<TrafficSelector> remote, params string[] servers) =>
        new([IpAddress.Parse("10.30.0.1")], [.. servers.Select(IpAddress.Parse)], [], remote);

    private static TrafficSelector Selector(string text) =>
        TrafficSelector.FromPrefix(IpPrefix.TryParse(text, out IpPrefix prefix) ? prefix : throw new ArgumentException(text));
}
