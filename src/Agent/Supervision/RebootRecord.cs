using System.Globalization;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>The last reboot that the agent asked for, as it was known before it: kept on the disk.</summary>
/// <param name="bootId">Of the boot that was to end.</param>
/// <param name="at">Of that boot.</param>
/// <param name="wallSeconds">Since 1970; 0: not known.</param>
public sealed class RebootRecord(string bootId, Instant at, long wallSeconds)
{
    private const int MostBootId = 64;

    public string BootId { get; } = PlainText.Of(bootId, MostBootId);

    public Instant At { get; } = at;

    public long WallSeconds { get; } = wallSeconds;

    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"{BootId} {At.Nanoseconds} {WallSeconds}\n");

    /// <summary>Null: that is none.</summary>
    public static RebootRecord? Decode(string text)
    {
        string[] words = text.TrimEnd('\n').Split(' ');
        return words.Length == 3 && text.EndsWith('\n') && words[0].Length is > 0 and <= MostBootId
            && TryNumber(words[1], long.MaxValue, out long nanoseconds) && TryNumber(words[2], uint.MaxValue, out long wall)
            ? new RebootRecord(words[0], new Instant(nanoseconds), wall)
            : null;
    }

    private static bool TryNumber(string text, long most, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
