namespace Holdfast.Config;

/// <summary>Host names as DNS carries them, RFC 1123 section 2.1, and underscores since people use them.</summary>
public static class HostName
{
    public const string Allowed =
        "labels of letters, digits, \"-\" and \"_\" joined by dots (a name in another script as xn--…)";

    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    /// <summary>
    /// One trailing dot may be there. A name that ends in a number is none: it is a mistyped address.
    /// </summary>
    public static bool IsValid(string text)
    {
        ReadOnlySpan<char> name = text.EndsWith('.') ? text.AsSpan(0, text.Length - 1) : text;
        if (name.Length is 0 or > MaxLength) return false;
        ReadOnlySpan<char> last = default;
        foreach (Range range in name.Split('.'))
        {
            last = name[range];
            if (!IsLabel(last)) return false;
        }
        return last.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-') return false;
        foreach (char c in label)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        return true;
    }
}
