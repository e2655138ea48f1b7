using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Down and up, again and again. HOLDFAST_CYCLES sets how often for a run by hand.</summary>
public sealed class CycleTests : LabTest
{
    private const int DefaultCycles = 40, WarmUp = 10;
    private const int MemorySlackKibibytes = 2048;

    [Fact]
    public void Memory_descriptors_routes_and_sas_are_as_at_the_start()
    {
        using var lab = StartLab();
        var agent = lab.Connect(new AgentSettings { RekeyTest = false });
        Cycle(lab, WarmUp);
        var (memory, descriptors, network) = (agent.ResidentKibibytes, Descriptors(agent), lab.SiteSnapshot());
        Cycle(lab, Cycles);
        Log($"{Cycles} cycles: {memory} KiB and {descriptors} descriptors before, {agent.ResidentKibibytes} and {Descriptors(agent)} after");
        Assert.Equal(descriptors, Descriptors(agent));
        Assert.Equal(network, lab.SiteSnapshot());
        Assert.InRange(agent.ResidentKibibytes, 1, memory + MemorySlackKibibytes);
        lab.Gateway.OnlySa();
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
    }

    private static void Cycle(TunnelLab lab, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(0, lab.Holdfast("down").ExitCode);
            Assert.Equal(0, lab.Holdfast("up").ExitCode);
            Wait.Until("a session", () => lab.Status().Children.Count == 1, TimeSpan.FromSeconds(20));
        }
    }

    private static int Descriptors(HoldfastProcess agent) => Directory.GetFiles($"/proc/{agent.Id}/fd").Length;

    private static int Cycles =>
        int.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_CYCLES"), CultureInfo.InvariantCulture, out var cycles)
            ? cycles
            : DefaultCycles;
}
