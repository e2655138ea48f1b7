using System.Globalization;

namespace Holdfast.Lab.Compare;

/// <summary>One quantity over all rounds.</summary>
public sealed class Figures
{
    private readonly List<double> _sorted;

    public Figures(IEnumerable<double> values) => _sorted = [.. values.Where(double.IsFinite).Order()];

    /// <summary>NaN without any.</summary>
    public double Median =>
        _sorted.Count == 0 ? double.NaN : (_sorted[(_sorted.Count - 1) / 2] + _sorted[_sorted.Count / 2]) / 2;

    /// <summary>NaN without any.</summary>
    public double Lowest => _sorted.Count == 0 ? double.NaN : _sorted[0];

    /// <summary>Median and, if there are several, range, with so many decimals.</summary>
    public string Text(int decimals) => _sorted.Count < 2
        ? Text(Median, decimals)
        : $"{Text(Median, decimals)} ({Text(_sorted[0], decimals)} to {Text(_sorted[^1], decimals)})";

    public static string Text(double value, int decimals) =>
        double.IsFinite(value) ? value.ToString($"N{decimals}", CultureInfo.InvariantCulture) : "-";
}
