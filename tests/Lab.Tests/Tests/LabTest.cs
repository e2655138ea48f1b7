using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>What every test of the lab starts with: skips, or in CI fails, when the machine lacks something.</summary>
public abstract class LabTest
{
    /// <summary>A lab for a test of the agent.</summary>
    protected static TunnelLab StartLab(GatewaySettings? settings = null, Action<Topology>? prepare = null)
    {
        Require(HoldfastBinary.Missing);
        return StartLabWithoutAgent(settings, prepare);
    }

    protected static TunnelLab StartLabWithoutAgent(
        GatewaySettings? settings = null, Action<Topology>? prepare = null)
    {
        Require(Requirements.Missing ?? GatewayRoot.Missing((settings ?? new GatewaySettings()).Version));
        return TunnelLab.Start(settings, prepare);
    }

    /// <summary>Writes to the report, whatever becomes of the test.</summary>
    protected static void Log(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    /// <summary>Ends the traffic; every datagram must have arrived.</summary>
    protected static void NothingIsLost(Traffic traffic)
    {
        var report = traffic.Stop();
        Log($"{report}");
        Assert.True(report.Lost == 0, $"{report}");
    }

    /// <summary>Skips, or in CI fails, if something is missing.</summary>
    protected static void Require(string? missing) => Need.Nothing(missing);
}
