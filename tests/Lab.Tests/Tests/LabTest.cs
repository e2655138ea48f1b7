using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Tests;

/// <summary>What every test of the lab starts with: skips, or in CI fails, when the machine lacks something.</summary>
public abstract class LabTest
{
    /// <summary>A lab for a test of the agent.</summary>
    protected static TunnelLab StartLab(GatewaySettings? settings = null)
    {
        Require(HoldfastBinary.Missing);
        return StartLabWithoutAgent(settings);
    }

    protected static TunnelLab StartLabWithoutAgent(GatewaySettings? settings = null)
    {
        Require(Requirements.Missing);
        return TunnelLab.Start(settings);
    }

    /// <summary>Skips, or in CI fails, if something is missing.</summary>
    protected static void Require(string? missing)
    {
        if (missing is null)
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(missing);
        Assert.Skip(missing);
    }
}
