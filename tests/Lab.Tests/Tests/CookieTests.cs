using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>A gateway under load asks for a cookie first.</summary>
public sealed class CookieTests : LabTest
{
    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void A_cookie_is_returned_and_the_tunnel_stands(GatewayVersion version)
    {
        using var lab = StartLab(new GatewaySettings { Version = version, CookieThreshold = 1 });
        HalfOpenPeer.Begin(lab.Topology.Host, Addresses.Gateway, 1);
        lab.Connect();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        // What the gateway parsed first from us is the request that returned the cookie.
        Assert.True(lab.Gateway.CountInLog("N(COOKIE)") > 0, "the gateway asked for no cookie");
    }
}
