using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Tests;

/// <summary>Rekeys from both sides every few seconds, under traffic, without the loss of one packet.</summary>
public sealed class RekeyTests : LabTest
{
    private const double Seconds = 14;

    private static readonly GatewaySettings Gateway = new()
    {
        DeleteDelaySeconds = 1, RandomTime = "1s", OverTime = "10s",
    };

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void The_gateway_rekeys_the_Child_SA(GatewayVersion version)
    {
        var counts = Run(version, Gateway with { ChildRekeyTime = "3s", ChildLifeTime = "10s" }, new AgentSettings { RekeyTest = false });
        Assert.True(counts.GatewayChild >= 3, $"{counts}");
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void The_gateway_rekeys_the_IKE_SA(GatewayVersion version)
    {
        var counts = Run(version, Gateway with { RekeyTime = "3s" }, new AgentSettings { RekeyTest = false });
        Assert.True(counts.GatewayIke >= 3, $"{counts}");
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void We_rekey_the_Child_SA(GatewayVersion version)
    {
        var counts = Run(version, Gateway, new AgentSettings { RekeyTest = false, RekeyTime = "4s" });
        Assert.True(counts.OurChild >= 3, $"{counts}");
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void We_rekey_the_IKE_SA(GatewayVersion version)
    {
        var counts = Run(version, Gateway, new AgentSettings { RekeyTest = false, IkeRekeyTime = "4s" });
        Assert.True(counts.OurIke >= 3, $"{counts}");
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Both_sides_rekey_everything_at_once(GatewayVersion version)
    {
        var counts = Run(
            version, Gateway with { ChildRekeyTime = "3s", ChildLifeTime = "10s", RekeyTime = "3s" },
            new AgentSettings { RekeyTest = false, RekeyTime = "3100ms", IkeRekeyTime = "3100ms" });
        Assert.True(counts.GatewayChild + counts.OurChild >= 3, $"{counts}");
        Assert.True(counts.GatewayIke + counts.OurIke >= 3, $"{counts}");
    }

    /// <summary>Byte and packet limits exist on our side only: the gateway's userspace ESP has none.</summary>
    [Theory]
    [InlineData(2000L, null)]
    [InlineData(null, 400_000L)]
    public void We_rekey_by_the_amount_of_traffic(long? packets, long? bytes)
    {
        var counts = Run(
            GatewayVersion.Installed, Gateway, new AgentSettings { RekeyTest = false, RekeyPackets = packets, RekeyBytes = bytes });
        Assert.True(counts.OurChild >= 2, $"{counts}");
    }

    private static ExchangeCounts Run(GatewayVersion version, GatewaySettings gateway, AgentSettings settings)
    {
        using var lab = StartLab(gateway with { Version = version });
        lab.Connect(settings);
        using var traffic = lab.StartTraffic();
        traffic.RunFor(Seconds);
        var counts = ExchangeCounts.Of(lab.Gateway);
        Log($"{counts}");
        NothingIsLost(traffic);
        Agreement.WaitFor(lab);
        return counts;
    }
}
