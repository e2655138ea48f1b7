namespace Holdfast.Supervision;

/// <summary>Text of which parts may be a stranger's, made fit for a file, a terminal and a line.</summary>
internal static class PlainText
{
    private const string Cut = "...";

    /// <summary>Printable ASCII, the rest as question marks, and not more than <paramref name="most"/> of it.</summary>
    public static string Of(string text, int most)
    {
        int kept = text.Length <= most ? text.Length : most - Cut.Length;
        Span<char> plain = stackalloc char[kept];
        for (int i = 0; i < kept; i++)
            plain[i] = text[i] is >= ' ' and <= '~' ? text[i] : '?';
        return kept == text.Length ? plain.ToString() : $"{plain}{Cut}";
    }
}
