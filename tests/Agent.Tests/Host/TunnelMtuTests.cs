using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class TunnelMtuTests
{
    [Theory]
    [InlineData(1500, IpFamily.IPv4, 1438)]
    [InlineData(0, IpFamily.IPv4, 1438)]
    [InlineData(1500, IpFamily.IPv6, 1418)]
    [InlineData(1492, IpFamily.IPv4, 1430)]
    [InlineData(9000, IpFamily.IPv4, 8938)]
    [InlineData(1300, IpFamily.IPv4, 1280)]
    public void It_is_what_fits_but_never_less_than_IPv6_needs(int path, IpFamily outer, int expected) =>
        Assert.Equal(expected, TunnelMtu.For(path, outer, [Child.Spec()]));

    [Fact]
    public void The_child_that_takes_most_decides() => Assert.Equal(
        1406, TunnelMtu.For(1500, IpFamily.IPv4, [Child.Spec(), Child.Spec(EspAlgorithm.Aes128Cbc(Holdfast.Crypto.IntegrityAlgorithm.HmacSha512_256))]));

    [Theory]
    [InlineData(IpFamily.IPv4, 1446)]
    [InlineData(IpFamily.IPv6, 1426)]
    public void Without_UDP_its_header_is_room_for_more(IpFamily outer, int expected) =>
        Assert.Equal(expected, TunnelMtu.For(1500, outer, [Child.Spec() with { IsBare = true }]));

    [Fact]
    public void Without_a_child_it_is_the_default() => Assert.Equal(TunnelMtu.Default, TunnelMtu.For(1500, IpFamily.IPv4, []));
}
