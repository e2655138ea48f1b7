using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Holdfast.Tests;

/// <summary>docs/conformance.md names tests; here they are looked up, so that the page can't promise what is not shown.</summary>
public sealed partial class ConformanceDocumentTests
{
    private static readonly string Root = FindRoot();

    private static readonly List<string[]> Rows = [.. File.ReadLines(Path.Combine(Root, "docs", "conformance.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToArray())
        .Where(cells => !cells[0].StartsWith("section", StringComparison.Ordinal) && !cells[0].StartsWith("RFC", StringComparison.Ordinal))];

    [Fact]
    public void Each_requirement_that_is_met_names_a_test()
    {
        Assert.True(Rows.Count > 100);
        Assert.Empty(Rows.Where(cells => cells[2] == "yes" && (cells.Length < 4 || !Test().IsMatch(cells[3]))).Select(cells => cells[1]));
    }

    [Fact]
    public void Each_test_that_is_named_is_there()
    {
        HashSet<string> here = [.. Assembly.GetExecutingAssembly().GetTypes()
            .SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}"))];
        string lab = Path.Combine(Root, "tests", "Lab.Tests", "Tests");
        List<string> missing = [.. Rows.SelectMany(cells => Test().Matches(string.Join(' ', cells.Skip(3))))
            .Select(match => match.Groups[1].Value)
            .Where(name => !(name.Contains('.') ? here.Contains(name) : File.Exists(Path.Combine(lab, name + ".cs"))))];

        Assert.Empty(missing);
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside a checkout");
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9_.]+)`")]
    private static partial Regex Test();
}
