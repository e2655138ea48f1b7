using System.Diagnostics;
using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Tests;

/// <summary>
/// Rekeys of everything from both sides, without a pause, under traffic. HOLDFAST_SOAK sets the seconds for a run by hand.
/// </summary>
public sealed class SoakTests : LabTest
{
    private const int DefaultSeconds = 30;
    private const int MemorySlackKibibytes = 4096;

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Not_one_packet_is_lost_and_memory_stays(GatewayVersion version)
    {
        using var lab = StartLab(new GatewaySettings
        {
            Version = version, ChildRekeyTime = "3s", ChildLifeTime = "20s", RekeyTime = "3s", OverTime = "20s",
            RandomTime = "1s", DeleteDelaySeconds = 1,
        });
        var agent = lab.Connect(new AgentSettings { RekeyTime = "3100ms", IkeRekeyTime = "3100ms" });
        var start = Stopwatch.GetTimestamp();
        using var traffic = lab.StartTraffic();
        // Code and tables that a first rekey brings into memory are no growth.
        traffic.RunFor(8);
        var before = agent.ResidentKibibytes;
        traffic.RunFor(Math.Max(0, SecondsToRun - 8));
        var after = agent.ResidentKibibytes;
        Log($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s, {ExchangeCounts.Of(lab.Gateway)}\n"
            + $"resident: {before} KiB after 8 s, {after} KiB at the end");
        NothingIsLost(traffic);
        Assert.True(after <= before + MemorySlackKibibytes, $"{before} KiB became {after} KiB");
        Agreement.WaitFor(lab);
    }

    private static int SecondsToRun =>
        int.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_SOAK"), CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : DefaultSeconds;
}
