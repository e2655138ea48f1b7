using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>
/// ESP between the site and the gateway itself, without an inner IP header. The gateway's userspace ESP has no transport
/// mode, so its kernel must have ESP; no package brings that, so that its lack is no failure in CI either.
/// </summary>
public sealed class TransportModeTests : LabTest
{
    private static readonly GatewaySettings HostToHost = new()
    {
        VirtualAddresses = false,
        KernelEsp = true,
        Children = [new GatewayChild(GatewaySettings.ChildName, ["dynamic"]) { Mode = "transport" }],
    };

    private static readonly AgentSettings Settings = new()
    {
        RequestAddress = [],
        Children = [new AgentChild("host") { Mode = "transport" }],
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gateway_itself_is_reached_encrypted(bool hasNat)
    {
        if (Requirements.Missing is null && Requirements.MissingKernelEsp() is { } missing)
            Assert.Skip(missing);
        using var lab = StartLab(HostToHost, topology =>
        {
            if (!hasNat)
                topology.RemoveNat();
        });
        lab.Connect(Settings);
        Assert.Equal("TRANSPORT", lab.Gateway.OnlySa().Children[0].Mode);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.Gateway).LossPercent);
    }
}
