using System.Globalization;

namespace Holdfast.Config;

/// <summary>Durations as people write them: a whole number and one of ms, s, m, h.</summary>
public static class DurationText
{
    public const string Allowed = "a whole number and a unit (ms, s, m, h), such as \"500ms\", \"30s\", \"2m\"";

    /// <summary>As hours still far from what a TimeSpan holds.</summary>
    private const uint MaxCount = 100_000_000;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        string number = text.TrimEnd(['m', 's', 'h']);
        double scale = text[number.Length..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => 0,
        };
        bool isNumber = uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint count);
        if (scale == 0 || !isNumber || count > MaxCount) return false;
        duration = TimeSpan.FromMilliseconds(count * scale);
        return true;
    }

    /// <summary>In the largest unit that keeps it whole.</summary>
    public static string Format(TimeSpan duration)
    {
        long ms = (long)duration.TotalMilliseconds;
        if (ms % 1_000 != 0) return $"{ms}ms";
        if (ms % 60_000 != 0) return $"{ms / 1_000}s";
        return ms % 3_600_000 != 0 || ms < 2 * 3_600_000 ? $"{ms / 60_000}m" : $"{ms / 3_600_000}h";
    }
}
