using System.Globalization;
using System.Text;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>Of many sites together.</summary>
internal sealed class WeeksReport(IReadOnlyList<Tally> sites, TimeSpan length)
{
    public double Availability => Sum(t => t.Usable.TotalSeconds) / Sum(t => t.Path.TotalSeconds);

    public double WorstAvailability => sites.Min(t => t.Usable / t.Path);

    public int MostVainAttempts => sites.Max(t => t.MostVainAttempts);

    public double AttemptsAnHour => Sum(t => t.Attempts) / (sites.Count * length.TotalHours);

    public double BytesADay => Sum(t => t.Bytes) / (sites.Count * length.TotalDays);

    /// <summary>Seconds, of one kind of fault.</summary>
    public double Recovery(Fault fault, double quantile)
    {
        List<double> all = [.. sites.SelectMany(t => t.Recoveries.GetValueOrDefault(fault) ?? [])];
        all.Sort();
        return all.Count == 0 ? 0 : all[(int)Math.Min(all.Count - 1, quantile * all.Count)];
    }

    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{sites.Count} sites, {length.TotalDays} days each");
        text.AppendLine(CultureInfo.InvariantCulture, $"availability {Availability:P4}, of the worst site {WorstAvailability:P3}");
        text.AppendLine(CultureInfo.InvariantCulture, $"attempts an hour {AttemptsAnHour:F2} on average, into a dead network {MostVainAttempts} at most");
        text.AppendLine(CultureInfo.InvariantCulture, $"control traffic {BytesADay / 1000:F1} kB a day and site");
        text.AppendLine(CultureInfo.InvariantCulture, $"new processes {Sum(t => t.Restarts)}");
        text.AppendLine("fault            times  broken   median     99 %      max  lost s a site");
        foreach (Fault fault in Enum.GetValues<Fault>())
            text.AppendLine(Row(fault));
        return text.ToString();
    }

    private string Row(Fault fault)
    {
        int count = sites.Sum(t => t.Recoveries.GetValueOrDefault(fault)?.Count ?? 0);
        double lost = Sum(t => t.Losses.GetValueOrDefault(fault)) / sites.Count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{fault,-15} {Sum(t => t.Faults.GetValueOrDefault(fault)),6} {count,7} {Recovery(fault, 0.5),8:F2} {Recovery(fault, 0.99),8:F2} {Recovery(fault, 1),8:F2} {lost,8:F1}");
    }

    private double Sum(Func<Tally, double> what) => sites.Sum(what);
}
