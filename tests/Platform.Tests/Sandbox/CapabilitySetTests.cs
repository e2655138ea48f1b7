using Holdfast.Platform;

namespace Holdfast.Tests.Sandbox;

public sealed class CapabilitySetTests
{
    [Fact]
    public void They_are_named_for_people()
    {
        Assert.Equal("none", default(CapabilitySet).ToString());
        Assert.Equal("NET_BIND_SERVICE, NET_ADMIN, NET_RAW", CapabilitySet.Tunnel.ToString());
        Assert.Equal("SYS_BOOT and 8 more", (CapabilitySet.StartServers | CapabilitySet.Reboot).ToString());
        Assert.Equal("1", CapabilitySet.ReadAnything.ToString());
    }

    [Fact]
    public void They_are_what_capabilities_7_says()
    {
        Assert.Equal(0x3400UL, CapabilitySet.Tunnel.Bits);
        Assert.Equal(1UL << 22, CapabilitySet.Reboot.Bits);
        Assert.Equal(0x1FBUL, CapabilitySet.StartServers.Bits);
        Assert.True((CapabilitySet.Tunnel | CapabilitySet.Reboot).HasAll(CapabilitySet.Tunnel));
        Assert.False(CapabilitySet.Tunnel.HasAll(CapabilitySet.Reboot));
        Assert.Equal(CapabilitySet.Reboot, (CapabilitySet.Tunnel | CapabilitySet.Reboot).Without(CapabilitySet.Tunnel));
    }
}
