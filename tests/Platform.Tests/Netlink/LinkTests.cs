using System.Net;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Netlink;

public sealed class LinkTests
{
    private const ushort NoHardware = 0xFFFE; // ARPHRD_NONE

    [Fact]
    public void A_link_is_found_by_name() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();

        Assert.Equal(new LinkEntry(1, "lo", IsUp: true, 65536) { IsRunning = true, HardwareType = LinkEntry.Loopback }, netlink.FindLink("lo"));
        Assert.Null(netlink.FindLink("absent"));
    });

    [Fact]
    public void Up_down_and_MTU_can_be_set() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("hf0");
        int link = netlink.FindLink("hf0")!.Value.Index;
        Assert.Equal(new LinkEntry(link, "hf0", IsUp: false, 1500) { Kind = "tun", HardwareType = NoHardware }, netlink.FindLink("hf0"));

        netlink.SetLinkMtu(link, 1400);
        netlink.SetLinkUp(link);
        Assert.Equal(new LinkEntry(link, "hf0", IsUp: true, 1400) { Kind = "tun", HardwareType = NoHardware, IsRunning = true }, netlink.FindLink("hf0"));
        netlink.SetLinkUp(link, up: false);
        Assert.False(netlink.FindLink("hf0")!.Value.IsUp);
    });

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Without_generation_no_link_local_address_appears(bool disable, int expected) => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();
        using TunDevice tun = TunDevice.Open("hf0");
        int link = netlink.FindLink("hf0")!.Value.Index;
        if (disable) Assert.True(netlink.DisableIPv6AddressGeneration(link));
        netlink.SetLinkUp(link);

        Assert.Equal(expected, netlink.Addresses().Count(address => address.Link == link));
    });

    [Fact]
    public void The_kernel_explains_a_refusal() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();

        var refusal = Assert.Throws<LinuxException>(() => netlink.SetLinkMtu(1, -1));
        Assert.Equal(
            "set link 1 mtu -1: Invalid argument (EINVAL): mtu less than device minimum", refusal.Message);
    });

    [Fact]
    public void A_link_that_is_not_there_is_refused() => Namespace.Run(() =>
    {
        using var netlink = RouteNetlink.Open();

        Assert.Equal(ENODEV, Assert.Throws<LinuxException>(() => netlink.SetLinkUp(999)).Errno);
    });
}
