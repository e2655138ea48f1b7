using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Holdfast.Tests;

/// <summary>docs/conformance.md promises a test for each line that says yes; this keeps the promise.</summary>
public sealed partial class ConformanceDocumentTests
{
    private static readonly string[] OtherProjects = ["Lab", "Crypto", "Platform", "Vm"];

    private static readonly string? Root = FindRoot();

    private static readonly IReadOnlyList<Row> Rows = ReadRows();

    private static readonly Dictionary<string, IReadOnlyList<string>> Sources =
        OtherProjects.ToDictionary(p => p, p => (IReadOnlyList<string>)[.. ReadSources(p)]);

    private static readonly ILookup<string, string> Ours = typeof(ConformanceDocumentTests).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.GetCustomAttributes<FactAttribute>().Any())
            .Select(m => (Type: t.FullName!, m.Name)))
        .ToLookup(m => m.Name, m => m.Type);

    [Fact]
    public void It_is_there_and_has_its_lines() => Assert.True(Rows.Count > 400, $"{Rows.Count} lines below {Root}");

    [Fact]
    public void Each_line_says_how_it_is_met() =>
        Assert.All(Rows, r => Assert.Matches(Met(), r.Met));

    [Fact]
    public void Each_yes_has_a_test() =>
        Assert.All(Rows, r => Assert.True(r.Tests.Count > 0 || !r.Met.StartsWith("yes", StringComparison.Ordinal), $"{r.Section} {r.Requirement}"));

    [Fact]
    public void Each_test_that_is_named_exists() =>
        Assert.All(Rows.SelectMany(r => r.Tests).Distinct(), t => Assert.True(Exists(t), t));

    private static bool Exists(string test)
    {
        int dot = test.LastIndexOf('.');
        (string type, string method) = (test[..dot], test[(dot + 1)..]);
        string project = type.Split('.')[0];
        return OtherProjects.Contains(project)
            ? Sources[project].Any(s => s.Contains($"class {type[(project.Length + 1)..]}", StringComparison.Ordinal)
                && s.Contains($" {method}(", StringComparison.Ordinal))
            : Ours[method].Any(t => t.EndsWith($".{type}", StringComparison.Ordinal));
    }

    private static IReadOnlyList<Row> ReadRows()
    {
        List<Row> rows = [];
        foreach (string line in Root is null ? [] : File.ReadLines(Path.Combine(Root, "docs", "conformance.md")))
        {
            string[] cells = [.. line.Split('|').Select(c => c.Trim())];
            if (cells.Length == 6 && cells[1].Length > 0 && char.IsAsciiDigit(cells[1][0]))
                rows.Add(new Row(cells[1], cells[2], cells[3], [.. Name().Matches(cells[4]).Select(m => m.Groups[1].Value)]));
        }

        return rows;
    }

    private static IEnumerable<string> ReadSources(string project)
    {
        string folder = Path.Combine(Root ?? ".", "tests", $"{project}.Tests");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText)
            : [];
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "docs", "conformance.md")))
                return folder.FullName;
        }

        return null;
    }

    [GeneratedRegex("^(yes(: .+)?|n/a: .+|deviation: .+)$")]
    private static partial Regex Met();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    private sealed record Row(string Section, string Requirement, string Met, IReadOnlyList<string> Tests);
}
