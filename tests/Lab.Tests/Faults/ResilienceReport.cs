using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Faults;

/// <summary>Every fault with both clients, round after round, and a table in Markdown of what came of it.</summary>
public sealed class ResilienceReport
{
    /// <summary>Names a folder for what the clients have said.</summary>
    private const string TranscriptFolder = "HOLDFAST_TRANSCRIPTS";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private static readonly Func<TunnelLab, string, IClient>[] Clients =
        [(lab, gateway) => new HoldfastClient(lab, gateway), (lab, gateway) => new StrongSwanClient(lab, gateway)];

    private readonly object _gate = new();
    private readonly List<(string Fault, Outcome Outcome)> _outcomes = [];
    private readonly Queue<(string Fault, int Client)> _jobs;

    private ResilienceReport(int rounds, IReadOnlyList<string> faults) =>
        _jobs = new(from round in Enumerable.Range(0, rounds) from fault in faults from client in new[] { 0, 1 } select (fault, client));

    /// <param name="arguments">Rounds, how many labs at a time, and then the short names of the faults; 3, 3, and all.</param>
    /// <returns>0 if every run could be made, whatever came of it.</returns>
    public static int Run(TextWriter output, IReadOnlyList<string> arguments)
    {
        var missing = HoldfastBinary.Missing ?? Requirements.Missing;
        if (missing is not null)
        {
            output.WriteLine(missing);
            return 1;
        }
        var rounds = Number(arguments, 0, 3);
        var faults = arguments.Count > 2 ? arguments.Skip(2).ToList() : FaultList.Names;
        var report = new ResilienceReport(rounds, faults);
        var threads = Enumerable.Range(0, Number(arguments, 1, 3)).Select(_ => new Thread(report.Work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        report.Print(output, faults);
        return report._outcomes.Count == rounds * faults.Count * Clients.Length ? 0 : 1;
    }

    private static int Number(IReadOnlyList<string> arguments, int index, int otherwise) =>
        index < arguments.Count && int.TryParse(arguments[index], CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private void Work()
    {
        while (TryTake(out var job))
        {
            try
            {
                Note(job.Fault, FaultRun.Measure(FaultList.Make(job.Fault, isQuick: false), Clients[job.Client], Patience));
            }
            catch (Exception error) when (error is LabException or IOException or InvalidOperationException)
            {
                Console.Error.WriteLine($"{job.Fault}: {error.Message}");
            }
        }
    }

    private void Note(string fault, Outcome outcome)
    {
        lock (_gate)
        {
            _outcomes.Add((fault, outcome));
            Console.Error.WriteLine(outcome);
            if (Environment.GetEnvironmentVariable(TranscriptFolder) is { Length: > 0 } folder)
                Keep(Path.Combine(folder, $"{fault}-{outcome.Client}.log"), outcome);
        }
    }

    private static void Keep(string path, Outcome outcome) =>
        File.AppendAllText(path, $"== {outcome}\n{outcome.Transcript}\n-- the gateway\n{outcome.GatewayLog}\n");

    private bool TryTake(out (string Fault, int Client) job)
    {
        lock (_gate)
            return _jobs.TryDequeue(out job);
    }

    private void Print(TextWriter output, IReadOnlyList<string> faults)
    {
        output.WriteLine("| fault | Holdfast: median s, worst s, datagrams lost | strongSwan: the same |");
        output.WriteLine("|---|---|---|");
        foreach (var fault in faults)
        {
            var title = _outcomes.Find(one => one.Fault == fault).Outcome?.Title ?? fault;
            output.WriteLine($"| {title} | {Cell(fault, "Holdfast")} | {Cell(fault, "strongSwan")} |");
        }
        output.WriteLine($"| all together, medians | {Sum(faults, "Holdfast")} | {Sum(faults, "strongSwan")} |");
    }

    private string Cell(string fault, string client)
    {
        var all = Of(fault, client);
        if (all.Count == 0)
            return "-";
        var isBack = all.All(one => one.IsBack) ? "" : $" ({all.Count(one => !one.IsBack)} of {all.Count} not back)";
        var (median, worst) = (Median(all.Select(one => one.Seconds)), all.Max(one => one.Seconds));
        var lost = Median(all.Select(one => (double)one.Lost));
        return string.Create(CultureInfo.InvariantCulture, $"{median:F1}, {worst:F1}, {lost:F0}{isBack}");
    }

    private string Sum(IReadOnlyList<string> faults, string client) => faults.Select(fault => Of(fault, client))
        .Where(all => all.Count > 0).Sum(all => Median(all.Select(one => one.Seconds))).ToString("F1", CultureInfo.InvariantCulture);

    private List<Outcome> Of(string fault, string client) =>
        [.. _outcomes.Where(one => one.Fault == fault && one.Outcome.Client == client).Select(one => one.Outcome)];

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
