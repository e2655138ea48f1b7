using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>The outcome of one TCP stream of iperf3.</summary>
/// <param name="ProcessorSeconds">Of both its programs.</param>
public sealed partial record Iperf(double MegabitsPerSecond, long Bytes, int Retransmits, double ProcessorSeconds)
{
    private static readonly TimeSpan ServerPatience = TimeSpan.FromSeconds(10);

    /// <param name="towardsClient">The server sends (iperf3 -R).</param>
    public static Iperf Run(
        NetworkNamespace client, NetworkNamespace server, string address, int seconds, bool towardsClient)
    {
        using var listener = BackgroundProcess.Start(server.Wrap("iperf3", "--server", "--one-off", "--forceflush"));
        listener.WaitForLine(Listening(), ServerPatience);
        // cubic: the machine's own default may be one that a namespace may not choose or that hides loss.
        string[] command = ["iperf3", "--client", address, "--json", "--congestion", "cubic", "--time", $"{seconds}"];
        if (towardsClient)
            command = [.. command, "--reverse"];
        var result = client.Run(command);
        if (result.ExitCode != 0)
            throw new LabException($"{result.CommandLine}\n{result.Error}{result.Output}");
        return Parse(result.Output);
    }

    private static Iperf Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var end = document.RootElement.GetProperty("end");
        var received = end.GetProperty("sum_received");
        var processor = end.GetProperty("cpu_utilization_percent");
        var percent = processor.GetProperty("host_total").GetDouble() + processor.GetProperty("remote_total").GetDouble();
        return new Iperf(
            received.GetProperty("bits_per_second").GetDouble() / 1e6,
            received.GetProperty("bytes").GetInt64(),
            end.GetProperty("sum_sent").GetProperty("retransmits").GetInt32(),
            percent / 100 * received.GetProperty("seconds").GetDouble());
    }

    [GeneratedRegex("Server listening on")]
    private static partial Regex Listening();
}
