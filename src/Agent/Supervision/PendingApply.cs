using System.Globalization;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>A configuration that was put in place and waits for somebody to confirm it: kept on the disk until then.</summary>
/// <param name="bootId">Of the boot in which it was put in place.</param>
/// <param name="begun">Of that boot.</param>
/// <param name="wallSeconds">Then, since 1970; 0: not known.</param>
/// <param name="within">The time that there is to confirm it.</param>
/// <param name="path">Where the configuration is.</param>
public sealed class PendingApply(string bootId, Instant begun, long wallSeconds, TimeSpan within, string path)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10), Longest = TimeSpan.FromHours(1);

    private const int MostBootId = 64;

    public string Path => path;

    /// <summary>
    /// When the configuration before comes back: in the boot in which it began by the clock of that, over a reboot by the time of day. Where
    /// that does not say how long it was, it was too long.
    /// </summary>
    /// <param name="boot">Of this boot.</param>
    /// <param name="wall">Now; 0: not known.</param>
    public Instant Until(Instant now, string boot, long wall)
    {
        if (boot == bootId)
            return begun <= now ? begun + within : now;
        bool isKnown = wallSeconds > 0 && wall >= wallSeconds;
        TimeSpan passed = isKnown ? TimeSpan.FromSeconds(Math.Min(wall - wallSeconds, (long)Longest.TotalSeconds)) : within;
        return passed < within ? now + (within - passed) : now;
    }

    public string Encode() => string.Create(CultureInfo.InvariantCulture,
        $"{PlainText.Of(bootId, MostBootId)} {begun.Nanoseconds} {wallSeconds} {(long)within.TotalMilliseconds}\n{path}\n");

    /// <summary>Null: that is none.</summary>
    public static PendingApply? Decode(string text)
    {
        string[] lines = text.Split('\n');
        string[] words = lines[0].Split(' ');
        return lines is [_, ['/', ..] path, ""] && words is [{ Length: > 0 and <= MostBootId } boot, _, _, _]
            && TryNumber(words[1], long.MaxValue, out long nanoseconds) && TryNumber(words[2], uint.MaxValue, out long wall)
            && TryNumber(words[3], (long)Longest.TotalMilliseconds, out long within)
            ? new PendingApply(boot, new Instant(nanoseconds), wall, TimeSpan.FromMilliseconds(within), path)
            : null;
    }

    private static bool TryNumber(string text, long most, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
