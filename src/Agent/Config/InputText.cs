using System.Text;

namespace Holdfast.Config;

/// <summary>Text from outside made fit for a message: one line, bounded, with a guess at what was meant.</summary>
public static class InputText
{
    private const int MaxShown = 64;
    private const int MaxCompared = 32;

    /// <summary>
    /// The text in double quotes, control characters and lone surrogates escaped, cut at 64 characters.
    /// </summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxShown)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
                quoted.Append($"\\u{(int)c:x4}");
            else if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else
                quoted.Append(c);
        }
        return quoted.Append(text.Length > MaxShown ? "…\"" : "\"").ToString();
    }

    /// <summary>"; did you mean "x"?" for the nearest of the known words, or nothing when none is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> known)
    {
        string? nearest = Nearest(word, known);
        return nearest is null ? "" : $"; did you mean \"{nearest}\"?";
    }

    private static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > MaxCompared) return null;
        string? nearest = null;
        int best = 1 + Math.Min(2, word.Length / 3);
        foreach (string candidate in known)
        {
            int distance = EditDistance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance >= best) continue;
            best = distance;
            nearest = candidate;
        }
        return nearest;
    }

    /// <summary>Levenshtein's distance, over one row.</summary>
    private static int EditDistance(string left, string right)
    {
        Span<int> row = stackalloc int[MaxCompared + 1];
        for (int j = 0; j <= left.Length; j++) row[j] = j;
        for (int i = 1; i <= right.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= left.Length; j++)
            {
                int replaced = diagonal + (left[j - 1] == right[i - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[left.Length];
    }
}
