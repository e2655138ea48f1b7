using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>All contenders, round after round, and a page of what came of it.</summary>
public sealed class Comparison
{
    private const string Brief = "--brief", Page = "docs/performance.md";

    private readonly Results _results = new();
    private readonly int _rounds, _seconds;
    private readonly List<Contender> _contenders;
    private readonly List<string> _failures = [];
    private double _busyBefore;

    private Comparison(int rounds, int seconds, IReadOnlyList<string> names)
    {
        (_rounds, _seconds) = (rounds, seconds);
        _contenders = [.. Contender.All.Where(one => names.Count == 0 || names.Contains(one.Name))];
    }

    /// <summary>What is missing, or null.</summary>
    public static string? Missing => HoldfastBinary.Missing ?? Requirements.MissingForComparison;

    /// <param name="arguments">
    /// `--brief`, one round of one second; or rounds, seconds a stream, and the names of the contenders: 3, 10, and all. The page
    /// is written only for all, and if nothing failed.
    /// </param>
    /// <returns>0 if every contender could be measured, whatever came of it.</returns>
    public static int Run(TextWriter output, IReadOnlyList<string> arguments)
    {
        if (Missing is { } missing)
        {
            output.WriteLine(missing);
            return 1;
        }
        var isBrief = arguments.Contains(Brief);
        var numbers = arguments.Select(Number).OfType<int>().ToList();
        var names = arguments.Where(argument => argument != Brief && Number(argument) is null).ToList();
        if (names.Find(name => Contender.All.All(one => one.Name != name)) is { } unknown)
        {
            output.WriteLine($"no contender {unknown}; there are: {string.Join(' ', Contender.All.Select(one => one.Name))}");
            return 1;
        }
        var comparison = isBrief ? new Comparison(1, 1, names) : new Comparison(At(numbers, 0, 3), At(numbers, 1, 10), names);
        return comparison.Work(output, writesPage: !isBrief && names.Count == 0);
    }

    private static int At(List<int> numbers, int index, int otherwise) => index < numbers.Count ? numbers[index] : otherwise;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private int Work(TextWriter output, bool writesPage)
    {
        try
        {
            _busyBefore = Surroundings.BusyPercent(TimeSpan.FromSeconds(Math.Min(_seconds, 2)));
            for (var round = 1; round <= _rounds; round++)
            {
                foreach (var contender in _contenders)
                    Measure(contender, round);
            }
            var report = string.Join('\n', Report());
            var sum = _results.Sum().ToList();
            if (writesPage && _failures.Count == 0)
                WritePage($"{report}\n\n{string.Join('\n', sum.Select(line => $"    {line}"))}\n");
            output.WriteLine($"{string.Join('\n', [.. _failures, report])}\n\n{string.Join('\n', sum)}");
            return _failures.Count == 0 ? 0 : 1;
        }
        catch (Exception error) when (error is LabException or IOException)
        {
            output.WriteLine(error.Message);
            return 1;
        }
    }

    private void Measure(Contender contender, int round)
    {
        try
        {
            var sample = Measurement.Take(contender, _seconds);
            _results.Add(contender.Name, sample);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{round}: {contender.Title}: {sample.Up.MegabitsPerSecond:F0} up, {sample.Down.MegabitsPerSecond:F0} Mbit/s down"));
        }
        catch (LabException error)
        {
            _failures.Add($"{contender.Title}: {error.Message}");
            Console.Error.WriteLine($"{round}: {_failures[^1]}");
        }
    }

    private IEnumerable<string> Report() =>
    [
        $"{_rounds} interleaved rounds of {_seconds} s a direction; medians and, in brackets, ranges. {Surroundings.Describe()} Before it "
        + $"began the machine was busy with other work for {Figures.Text(_busyBefore, 0)} % of its time.",
        "",
        .. _results.Tables(_contenders),
        "",
        .. Limits.Measure(_results).Text(_results),
    ];

    private static void WritePage(string text)
    {
        var path = Path.Combine(HoldfastBinary.Root, Page);
        File.WriteAllText(path, MarkedText.Replace(File.ReadAllText(path), text));
    }
}
