namespace Holdfast.Lab.Compare;

/// <summary>One round of one contender.</summary>
/// <param name="Up">From the site.</param>
public sealed record Sample(Idle Idle, Stream Up, Stream Down);

/// <summary>Nothing flows. What has two ends tells the larger figure.</summary>
/// <param name="WakeUps">A second.</param>
public sealed record Idle(double PingMilliseconds, double Megabytes, double WakeUps);

/// <summary>One TCP stream with a ping beside it.</summary>
/// <param name="Site">Processor seconds a GB of payload, of the program at the site.</param>
/// <param name="Gateway">The same at the gateway.</param>
/// <param name="Iperf">The same of both programs of iperf3.</param>
/// <param name="Megabytes">The highest of either end at any time until then (VmHWM).</param>
/// <param name="SampledMegabytes">The highest that was seen while it flowed (VmRSS).</param>
public sealed record Stream(
    double MegabitsPerSecond, double Site, double Gateway, double Iperf, double PingMilliseconds,
    double Megabytes, double SampledMegabytes)
{
    /// <summary>Of both ends' programs.</summary>
    public double Ends => Site + Gateway;

    /// <summary>Of all that work for the stream.</summary>
    public double All => Ends + Iperf;
}
