using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Host.Kernel;

public sealed class ChildSelectorsTests
{
    [Fact]
    public void Any_local_goes_with_any_remote_of_its_family() => Assert.Equal(
        [
            "10.1.0.0/24 to 0.0.0.0/0", "2001:db8:1::/64 to ::/0",
        ],
        Of(Child.SiteNetworks, Child.Anywhere));

    [Fact]
    public void Protocols_meet_or_make_no_pair() => Assert.Equal(
        ["10.1.0.0/24[6/0] to 10.2.0.0/16[6/443]"],
        Of([Child.Selector("10.1.0.0/24")], [Child.Selector("10.2.0.0/16", 6, PortRange.Single(443))])
            .Concat(Of([Child.Selector("10.1.0.0/24", 17, PortRange.Any)], [Child.Selector("10.2.0.0/16", 6, PortRange.Any)])));

    [Fact]
    public void Ranges_of_addresses_become_networks()
    {
        TrafficSelector range = new(0, PortRange.Any, IpAddress.Parse("10.2.0.5"), IpAddress.Parse("10.2.0.8"));
        Assert.Equal(
            ["10.1.0.0/24 to 10.2.0.5/32", "10.1.0.0/24 to 10.2.0.6/31", "10.1.0.0/24 to 10.2.0.8/32"],
            Of([Child.Selector("10.1.0.0/24")], [range]));
    }

    [Theory]
    [InlineData(0, 65535, "0/0000")]
    [InlineData(65535, 0, "0/0000")]
    [InlineData(443, 443, "443/ffff")]
    [InlineData(1024, 2047, "1024/fc00")]
    [InlineData(0, 1023, "0/fc00")]
    [InlineData(1, 6, "1/ffff 2/fffe 4/fffe 6/ffff")]
    [InlineData(65534, 65535, "65534/fffe")]
    [InlineData(0, 32767, "0/8000")]
    public void Ranges_of_ports_become_masks(ushort start, ushort end, string masks) =>
        Assert.Equal(masks, string.Join(" ", PortMasks.Of(new PortRange(start, end)).Select(m => $"{m.Port}/{m.Mask:x4}")));

    [Fact]
    public void Masks_cover_exactly_the_range()
    {
        Random random = new(7);
        for (int i = 0; i < 200; i++)
        {
            (int one, int other) = (random.Next(65536), random.Next(65536));
            PortRange range = new((ushort)Math.Min(one, other), (ushort)Math.Max(one, other));
            IReadOnlyList<PortMask> masks = PortMasks.Of(range);
            Assert.InRange(masks.Count, 1, 30);
            for (int port = 0; port < 65536; port += 1 + random.Next(97))
                Assert.Equal(range.Contains((ushort)port) ? 1 : 0, masks.Count(m => (port & m.Mask) == m.Port));
        }
    }

    [Fact]
    public void Icmp_has_type_and_code_in_the_two_ports_in_both_directions()
    {
        PortRange echo = PortRange.Single(PortRange.Icmp(8, 0));
        XfrmSelector selector = Assert.Single(ChildSelectors.Of(Child.Spec(
            local: [Child.Selector("10.1.0.0/24", 1, echo)], remote: [Child.Selector("10.2.0.0/16", 1, PortRange.Any)])));

        Assert.Equal((8, 0xFFFF, 0, 0xFFFF), (selector.SourcePort, selector.SourcePortMask, selector.DestinationPort, selector.DestinationPortMask));
        Assert.Equal(8, ChildSelectors.Reversed(selector).SourcePort);
        (PortMask type, PortMask code) = PortMasks.OfIcmp(new PortRange(PortRange.Icmp(3, 0), PortRange.Icmp(3, 255)));
        Assert.Equal((3, 0xFFFF, 0), (type.Port, type.Mask, code.Mask));
        Assert.Equal(0, PortMasks.OfIcmp(new PortRange(PortRange.Icmp(3, 0), PortRange.Icmp(4, 255))).Type.Mask);
    }

    [Fact]
    public void Reversed_swaps_ports_as_well()
    {
        XfrmSelector selector = Assert.Single(ChildSelectors.Of(Child.Spec(
            local: [Child.Selector("10.1.0.0/24", 6, PortRange.Single(1000))], remote: [Child.Selector("10.2.0.0/16", 6, PortRange.Single(80))])));

        Assert.Equal("10.2.0.0/16[6/80] to 10.1.0.0/24[6/1000]", ChildSelectors.Reversed(selector).ToString());
    }

    [Fact]
    public void What_is_more_specific_comes_first()
    {
        string[] remote = ["10.2.3.4/32", "10.2.0.0/16", "0.0.0.0/0"];
        List<uint> priorities = [.. remote.Select(r => ChildSelectors.Priority(
            ChildSelectors.Of(Child.Spec(local: [Child.Selector("10.1.0.0/24")], remote: [Child.Selector(r)]))[0]))];

        Assert.Equal(priorities.Order(), priorities);
        Assert.Equal(3, priorities.Distinct().Count());
        uint one = ChildSelectors.Priority(ChildSelectors.Of(Child.Spec(
            local: [Child.Selector("10.1.0.0/24")], remote: [Child.Selector("10.2.0.0/16", 6, PortRange.Single(80))]))[0]);
        Assert.True(one < priorities[1]);
    }

    private static IEnumerable<string> Of(TrafficSelector[] local, TrafficSelector[] remote) =>
        ChildSelectors.Of(Child.Spec(local: local, remote: remote)).Select(s => s.ToString());
}
