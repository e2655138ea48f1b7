namespace Holdfast.Lab.Compare;

/// <summary>All samples, and what follows from them.</summary>
public sealed class Results
{
    private readonly List<(string Contender, Sample Sample)> _samples = [];

    public void Add(string contender, Sample sample) => _samples.Add((contender, sample));

    public Figures Of(string contender, Func<Sample, double> what) =>
        new(_samples.Where(one => one.Contender == contender).Select(one => what(one.Sample)));

    public double Median(string contender, Func<Sample, double> what) => Of(contender, what).Median;

    /// <summary>The mean of up and down, of one contender's medians to wireguard-go's.</summary>
    public double Ratio(string contender, Func<Stream, double> what) =>
        (Ratio(contender, sample => what(sample.Up)) + Ratio(contender, sample => what(sample.Down))) / 2;

    /// <summary>Two tables in Markdown: what flows at which cost, and the rest.</summary>
    public IEnumerable<string> Tables(IReadOnlyList<Contender> contenders) =>
    [
        "| path | Mbit/s up | Mbit/s down | CPU s a GB up, site / gateway | CPU s a GB down, site / gateway | with both iperf3, up / down |",
        "|---|---|---|---|---|---|",
        .. contenders.Select(Throughput),
        "",
        "| path | ping idle, ms | ping under load, ms | resident MB idle | under load, seen / at most | wake-ups a second, idle |",
        "|---|---|---|---|---|---|",
        .. contenders.Select(Rest),
    ];

    /// <summary>The last lines of a comparison.</summary>
    public IEnumerable<string> Sum() =>
    [
        $"CPU seconds a GB to wireguard-go: {Ratios(stream => stream.Ends)}",
        $"ratio to wireguard-go: {Ratios(stream => stream.MegabitsPerSecond)}",
    ];

    private string Ratios(Func<Stream, double> what) => string.Join(", ", Contender.Ciphers.Select(
        cipher => $"{Figures.Text(Ratio(Contender.Holdfast(cipher), what), 2)} {cipher}"));

    private double Ratio(string contender, Func<Sample, double> what) =>
        Median(contender, what) / Median(Contender.Reference, what);

    private string Throughput(Contender contender) => Row(
        contender,
        [
            Cell(contender, 0, one => one.Up.MegabitsPerSecond), Cell(contender, 0, one => one.Down.MegabitsPerSecond),
            OfEnds(contender, 2, one => one.Up.Site, one => one.Up.Gateway),
            OfEnds(contender, 2, one => one.Down.Site, one => one.Down.Gateway),
            $"{Cell(contender, 2, one => one.Up.All)} / {Cell(contender, 2, one => one.Down.All)}",
        ]);

    private string Rest(Contender contender) => Row(
        contender,
        [
            Cell(contender, 2, one => one.Idle.PingMilliseconds),
            Cell(contender, 2, one => (one.Up.PingMilliseconds + one.Down.PingMilliseconds) / 2),
            OfEnds(contender, 1, one => one.Idle.Megabytes),
            OfEnds(contender, 1, one => Math.Max(one.Up.SampledMegabytes, one.Down.SampledMegabytes), one => one.Down.Megabytes),
            OfEnds(contender, 1, one => one.Idle.WakeUps),
        ]);

    private static string Row(Contender contender, IEnumerable<string> cells) => $"| {contender.Title} | {string.Join(" | ", cells)} |";

    private string Cell(Contender contender, int decimals, Func<Sample, double> what) => Of(contender.Name, what).Text(decimals);

    private string OfEnds(Contender contender, int decimals, params IEnumerable<Func<Sample, double>> what) =>
        contender.Name == Contender.Plain ? "" : string.Join(" / ", what.Select(one => Cell(contender, decimals, one)));
}
