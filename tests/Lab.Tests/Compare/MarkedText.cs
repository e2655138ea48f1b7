using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>The part of a page that a program writes.</summary>
public static class MarkedText
{
    public const string Begin = "<!-- compare.sh writes this -->", End = "<!-- until here -->";

    /// <param name="page">The whole text, with both marks on lines of their own.</param>
    public static string Replace(string page, string text)
    {
        var begin = page.IndexOf($"{Begin}\n", StringComparison.Ordinal);
        var end = page.IndexOf($"{End}\n", Math.Max(begin, 0), StringComparison.Ordinal);
        return begin >= 0 && end >= 0
            ? $"{page[..begin]}{Begin}\n\n{text}\n{page[end..]}"
            : throw new LabException($"there are no lines \"{Begin}\" and \"{End}\"");
    }
}
