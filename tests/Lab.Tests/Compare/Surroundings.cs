using System.Diagnostics;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>What the figures depend on: the machine and the versions.</summary>
public static class Surroundings
{
    public static string Describe() =>
        $"{Processor()}, {Environment.ProcessorCount} cores, Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}; "
        + $"wireguard-go {WireGuardGo.Version()}, OpenVPN {Package("openvpn")}, strongSwan {Package("charon-systemd")}, "
        + $"iperf3 {Package("iperf3")}.";

    /// <summary>Of all cores' time, while nothing is measured.</summary>
    public static double BusyPercent(TimeSpan time)
    {
        var (before, start) = (ProcessFigures.MachineSeconds(), Stopwatch.GetTimestamp());
        Thread.Sleep(time);
        var busy = ProcessFigures.MachineSeconds() - before;
        return 100 * busy / (Stopwatch.GetElapsedTime(start).TotalSeconds * Environment.ProcessorCount);
    }

    private static string Package(string name) => Command.Run(["dpkg-query", "-W", "-f", "${Version}", name]).Output.Trim();

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
            .Split(':')[1].Trim() ?? "an unnamed processor";
}
