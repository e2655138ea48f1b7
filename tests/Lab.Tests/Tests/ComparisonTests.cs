using System.Text.RegularExpressions;
using Holdfast.Lab.Compare;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The comparison with others still works; its figures are not judged here.</summary>
public sealed partial class ComparisonTests : LabTest
{
    [Fact(DisableParallelization = true)]
    public void Every_contender_can_be_measured()
    {
        Require(Comparison.Missing);
        using var output = new StringWriter();
        var result = Comparison.Run(output, ["--brief"]);
        Log($"{output}");
        Assert.Equal(0, result);
        Assert.Matches(LastLine(), $"{output}".TrimEnd().Split('\n')[^1]);
        Assert.All(Contender.All, one => Assert.Equal(2, Regex.Count($"{output}", $"^[|] {Regex.Escape(one.Title)} [|] [0-9]", RegexOptions.Multiline)));
    }

    [Fact]
    public void An_unknown_contender_is_named()
    {
        Require(Comparison.Missing);
        using var output = new StringWriter();
        Assert.Equal(1, Comparison.Run(output, ["3", "10", "pigeon"]));
        Assert.Contains("no contender pigeon", $"{output}", StringComparison.Ordinal);
    }

    [Fact]
    public void Ratios_are_means_of_both_directions_of_medians()
    {
        var results = new Results();
        foreach (var factor in new[] { 1, 3, 2 })
        {
            results.Add(Contender.Reference, Sample(1000 * factor, 500, 1));
            results.Add(Contender.Holdfast("aes128gcm16"), Sample(2000 * factor, 500, 0.25));
        }
        Assert.Equal(
            ["CPU seconds a GB to wireguard-go: 0.25 aes128gcm16, - chacha20poly1305", "ratio to wireguard-go: 1.50 aes128gcm16, - chacha20poly1305"],
            results.Sum());
    }

    [Fact]
    public void Medians_and_ranges()
    {
        Assert.Equal("1,500 (1,000 to 2,001)", new Figures([2001, 1000, 1100, 1900, double.NaN]).Text(0));
        Assert.Equal("2.50", new Figures([2.5]).Text(2));
        Assert.Equal("-", new Figures([double.NaN]).Text(1));
    }

    [Fact]
    public void The_page_keeps_what_is_not_between_the_marks()
    {
        var page = $"before\n{MarkedText.Begin}\nold\n{MarkedText.End}\nbehind\n";
        Assert.Equal($"before\n{MarkedText.Begin}\n\nnew\n\n{MarkedText.End}\nbehind\n", MarkedText.Replace(page, "new\n"));
        Assert.Equal(MarkedText.Replace(page, "new\n"), MarkedText.Replace(MarkedText.Replace(page, "newer\n"), "new\n"));
        Assert.Throws<LabException>(() => MarkedText.Replace("before\n", "new\n"));
    }

    private static Sample Sample(double up, double down, double cost) =>
        new(new Idle(0, 0, 0), Stream(up, cost), Stream(down, cost));

    private static Compare.Stream Stream(double megabits, double cost) => new(megabits, cost, cost, 0, 0, 0, 0);

    [GeneratedRegex(@"^ratio to wireguard-go: \d+\.\d\d aes128gcm16, \d+\.\d\d chacha20poly1305$")]
    private static partial Regex LastLine();
}
