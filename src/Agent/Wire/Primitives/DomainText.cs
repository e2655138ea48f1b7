namespace Holdfast.Wire;

/// <summary>A domain name as text.</summary>
public static class DomainText
{
    private const int Longest = 253, LongestLabel = 63;

    /// <summary>
    /// Labels of letters, digits, "-" and "_" with dots between, and no "-" at either end of one: nothing that a configuration file or
    /// a command line could trip over.
    /// </summary>
    public static bool IsPlain(string name)
    {
        if (name.Length > Longest)
            return false;
        foreach (string label in name.Split('.'))
        {
            if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (char c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                    return false;
            }
        }

        return true;
    }
}
