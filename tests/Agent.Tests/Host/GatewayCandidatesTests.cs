using Holdfast.Host.Session;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class GatewayCandidatesTests
{
    [Theory]
    [InlineData("192.0.2.3", "192.0.2.2", "10.20.0.0/16", true)]
    [InlineData("2001:db8::2", "192.0.2.2", "10.20.0.0/16", true)]
    [InlineData("10.20.0.1", "192.0.2.2", "10.20.0.0/16", false)]
    [InlineData("203.0.113.9", "192.0.2.2", "203.0.113.0/24", false)]
    [InlineData("10.20.0.1", "192.0.2.2", "0.0.0.0/0", false)]
    [InlineData("fd00:20::1", "192.0.2.2", "0.0.0.0/0", false)]
    [InlineData("192.0.2.3", "192.0.2.2", "0.0.0.0/0", true)]
    [InlineData("10.9.0.2", "10.9.0.1", "10.20.0.0/16", true)]
    [InlineData("10.20.0.1", "10.9.0.1", "10.20.0.0/16", false)]
    public void Addresses_behind_the_gateway_are_no_ways_to_it(string named, string inUse, string tunnel, bool isUsable)
    {
        Assert.True(IpPrefix.TryParse(tunnel, out IpPrefix prefix));
        IReadOnlyList<IpAddress> usable = GatewayCandidates.Usable(
            [IpAddress.Parse(named)], IpAddress.Parse(inUse), [TrafficSelector.FromPrefix(prefix)]);

        Assert.Equal(isUsable, usable.Count == 1);
    }
}
