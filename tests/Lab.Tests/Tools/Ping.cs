using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>The summary of one run of ping.</summary>
public sealed partial record Ping(int Sent, int Received, double AverageMilliseconds)
{
    public double LossPercent => 100.0 * (Sent - Received) / Sent;

    /// <param name="address">IPv4 or IPv6.</param>
    public static Ping Run(NetworkNamespace from, string address, int count = 20)
    {
        var result = from.Run("ping", "-n", "-q", "-c", $"{count}", "-i", "0.02", "-W", "2", address);
        var counts = Counts().Match(result.Output);
        if (!counts.Success)
            throw new LabException($"{result.CommandLine}\n{result.Error}{result.Output}");
        var average = Average().Match(result.Output);
        return new Ping(
            int.Parse(counts.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(counts.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
            average.Success ? double.Parse(average.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : double.NaN);
    }

    [GeneratedRegex(@"(\d+) packets transmitted, (\d+) received")]
    private static partial Regex Counts();

    [GeneratedRegex(@"= [\d.]+/([\d.]+)/")]
    private static partial Regex Average();
}
