using System.Diagnostics;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Demo;

/// <summary>The tunnel from end to end, a line a step. A step that goes wrong ends the show.</summary>
public sealed class Demonstration
{
    private const int Pings = 20;
    private const int IperfSeconds = 3;

    private static readonly string[] Rids = ["linux-x64", "linux-arm64"];

    private readonly TextWriter _output;

    private Demonstration(TextWriter output) => _output = output;

    /// <returns>0 if all of it happened, else 1.</returns>
    public static int Run(TextWriter output)
    {
        try
        {
            var missing = HoldfastBinary.Missing ?? Requirements.Missing;
            Insist(missing is null, missing);
            new Demonstration(output).Show();
            return 0;
        }
        catch (LabException error)
        {
            output.WriteLine($"\nThe demonstration failed: {error.Message}");
            return 1;
        }
    }

    private void Show()
    {
        _output.WriteLine("A tunnel, end to end");
        using var lab = TunnelLab.Start(new GatewaySettings { Ike = "default", Esp = "default" });
        Step("lab", $"site {Addresses.Site}, NAT {Addresses.NatOutside}, gateway {Addresses.Gateway}");
        Step("gateway", Version(lab));
        var before = lab.SiteSnapshot();
        var agent = Connect(lab);
        ShowStatus(lab);
        ShowPing(lab, Addresses.HostV4);
        ShowPing(lab, Addresses.HostV6);
        ShowThroughput(lab);
        Step("memory", $"{agent.ResidentKibibytes / 1024.0:F1} MiB resident, connected and after that traffic");
        ShowSizes();
        TearDown(lab, agent, before);
    }

    private HoldfastProcess Connect(TunnelLab lab)
    {
        var start = Stopwatch.GetTimestamp();
        var agent = lab.StartAgent();
        var line = agent.WaitForConnected();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Step("connect", $"{elapsed:F0} ms after its start the agent says:");
        Detail(line);
        return agent;
    }

    private void ShowStatus(TunnelLab lab)
    {
        var result = lab.Holdfast("status");
        Insist(result.ExitCode == 0, $"holdfast status returned {result.ExitCode}: {result.Error}");
        Step("status", "holdfast status");
        foreach (var line in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Detail(line);
    }

    private void ShowPing(TunnelLab lab, string address)
    {
        var ping = Ping.Run(lab.Site, address, Pings);
        Insist(ping.LossPercent == 0, $"only {ping.Received} of {ping.Sent} pings to {address} were answered");
        var average = $"{ping.AverageMilliseconds:F2} ms on average";
        Step("ping", $"{address}: {ping.Received} of {ping.Sent} answered, {average}");
    }

    private void ShowThroughput(TunnelLab lab)
    {
        var up = Iperf.Run(lab.Site, lab.Topology.Host, Addresses.HostV4, IperfSeconds, towardsClient: false);
        var down = Iperf.Run(lab.Site, lab.Topology.Host, Addresses.HostV4, IperfSeconds, towardsClient: true);
        Insist(up.Bytes > 0 && down.Bytes > 0, "iperf3 moved no data");
        Step("iperf3", $"{up.MegabitsPerSecond:F0} Mbit/s up, {down.MegabitsPerSecond:F0} Mbit/s down");
    }

    private void ShowSizes()
    {
        foreach (var rid in Rids)
        {
            var file = new FileInfo(HoldfastBinary.For(rid));
            Insist(file.Exists, $"{file.FullName} is missing: cross-build/build.sh {rid}");
            Step("binary", $"{rid}: {file.Length / 1e6:F2} MB");
        }
    }

    private void TearDown(TunnelLab lab, HoldfastProcess agent, string before)
    {
        var exitCode = agent.Stop();
        Insist(exitCode == ExitCodes.AskedToStop, $"the agent returned {exitCode}:\n{agent.Transcript}");
        lab.Gateway.WaitForNoSa();
        var after = lab.SiteSnapshotAfterDown();
        Insist(after == before, $"the site's network is not as before:\n{before}\n-- now\n{after}");
        Step("teardown", "the gateway has no SA left; after holdfast down the site's network is as it was");
    }

    private static string Version(TunnelLab lab)
    {
        var words = lab.Gateway.Swanctl("--version").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return $"strongSwan {words[^1]}";
    }

    private static void Insist(bool holds, string? otherwise)
    {
        if (!holds)
            throw new LabException(otherwise ?? "");
    }

    private void Step(string name, string text) => _output.WriteLine($"  {name,-10} {text}");

    private void Detail(string text) => _output.WriteLine($"  {"",-10}   {text}");
}
