namespace Holdfast.Wire;

/// <summary>A domain name as text.</summary>
public static class DomainText
{
    private const int Longest = 253, LongestLabel = 63;

    /// <summary>
    /// Labels of letters, digits, "-" and "_" with dots between, and no "-" at either end of one: nothing that a configuration file or
    /// a command line could trip over.
    /// </summary>
    public static bool IsPlain(ReadOnlySpan<char> name) => IsPlain(name, out _);

    /// <summary>The same of a host: a name that ends in a number is none, but a mistyped address.</summary>
    public static bool IsHost(ReadOnlySpan<char> name) =>
        IsPlain(name, out ReadOnlySpan<char> last) && last.ContainsAnyExceptInRange('0', '9');

    private static bool IsPlain(ReadOnlySpan<char> name, out ReadOnlySpan<char> last)
    {
        last = default;
        if (name.Length > Longest)
            return false;
        foreach (Range range in name.Split('.'))
        {
            last = name[range];
            if (!IsLabel(last))
                return false;
        }

        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-')
            return false;
        foreach (char c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        return true;
    }
}
