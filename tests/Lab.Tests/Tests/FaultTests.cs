using Holdfast.Lab.Agent;
using Holdfast.Lab.Faults;

namespace Holdfast.Lab.Tests;

/// <summary>What a site suffers, and how long the agent needs to carry packets again.</summary>
public sealed class FaultTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    // Seconds until a gateway that forgot us is suspect: the detection time of HoldfastClient.Settings, and the question before.
    private const double Detection = 2 + 2;

    // For everything that comes behind that, on a machine that has other work.
    private const double Margin = 15;

    public static TheoryData<string> Names => [.. FaultList.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_tunnel_comes_back(string name)
    {
        Require(HoldfastBinary.Missing ?? Requirements.Missing);
        var fault = FaultList.Make(name, isQuick: true);
        var outcome = FaultRun.Measure(fault, (lab, gateway) => new HoldfastClient(lab, gateway), Patience);
        Log($"{outcome}\n{outcome.Transcript}");
        Assert.True(outcome.IsBack, $"{outcome}");
        Assert.InRange(outcome.Seconds, 0, Bound(fault));
    }

    private static double Bound(Fault fault) =>
        fault.Unavoidable + (fault.ForgetsClient ? Detection : 0) + Margin;
}
