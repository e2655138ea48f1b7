using System.Globalization;

namespace Holdfast.Host.Update;

/// <summary>Versions in the order of semver.org: 0.9.0, 0.10.0-rc.1, 0.10.0. What follows a plus sign says only which build it is.</summary>
public static class ReleaseVersion
{
    private const int MostLength = 64, MostDigits = 9, MostNumbers = 4;

    /// <summary>The agent's own, without its build.</summary>
    public static string Own => WithoutBuild(ProductVersion.Text);

    public static string WithoutBuild(string version) => version.Split('+')[0];

    public static bool IsOne(string text)
    {
        if (text.Length > MostLength)
            return false;
        string[] parts = WithoutBuild(text).Split('-', 2);
        string[] numbers = parts[0].Split('.');
        if (numbers.Length > MostNumbers)
            return false;
        foreach (string number in numbers)
        {
            if (!IsNumber(number))
                return false;
        }

        return parts.Length == 1 || IsPreRelease(parts[1]);
    }

    /// <summary>Negative: the first is older; 0: both are the same. Of two that <see cref="IsOne"/> took.</summary>
    public static int Compare(string first, string second)
    {
        string[] one = WithoutBuild(first).Split('-', 2), other = WithoutBuild(second).Split('-', 2);
        int order = CompareAll(one[0].Split('.'), other[0].Split('.'), "0");
        return order != 0 ? order
            : one.Length != other.Length ? other.Length - one.Length // the release itself comes after all that led to it
            : one.Length == 1 ? 0 : CompareAll(one[1].Split('.'), other[1].Split('.'), "");
    }

    private static bool IsPreRelease(string text)
    {
        foreach (string part in text.Split('.'))
        {
            if (part.Length == 0)
                return false;
            foreach (char c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                    return false;
            }
        }

        return true;
    }

    /// <param name="missing">What stands for a part that one of them lacks.</param>
    private static int CompareAll(string[] one, string[] other, string missing)
    {
        for (int i = 0; i < Math.Max(one.Length, other.Length); i++)
        {
            int order = CompareOne(i < one.Length ? one[i] : missing, i < other.Length ? other[i] : missing);
            if (order != 0)
                return order;
        }

        return 0;
    }

    /// <summary>Nothing, then numbers by their value, then words.</summary>
    private static int CompareOne(string one, string other) => (IsNumber(one), IsNumber(other)) switch
    {
        (true, true) => Number(one).CompareTo(Number(other)),
        (true, false) => other.Length == 0 ? 1 : -1,
        (false, true) => one.Length == 0 ? -1 : 1,
        _ => string.CompareOrdinal(one, other),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static bool IsNumber(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
        }

        return text.Length is > 0 and <= MostDigits;
    }
}
