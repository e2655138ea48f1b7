using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>ESP between the site and the gateway itself, without an inner IP header.</summary>
public sealed class TransportModeTests : LabTest
{
    private static readonly GatewaySettings HostToHost = new()
    {
        VirtualAddresses = false,
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
