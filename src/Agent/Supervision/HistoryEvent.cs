using System.Globalization;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>Something that happened, and why; one line of the file, its fields between tabs.</summary>
/// <param name="connection">Empty for the agent as a whole.</param>
/// <param name="cause">Cut and made printable, as the network may have had a hand in it.</param>
/// <param name="wallSeconds">Since 1970; 0: the time of day was not known.</param>
/// <param name="at">Of the boot that it happened in, which may be an earlier one.</param>
public sealed class HistoryEvent(HistoryKind kind, string connection, string cause, long wallSeconds, Instant at)
{
    public const int MostCause = 160, MostConnection = 32;

    private const int Fields = 5;
    private const char Tab = '\t';
    private const long NanosecondsPerMillisecond = 1_000_000;

    public HistoryKind Kind { get; } = kind;

    public string Connection { get; } = PlainText.Of(connection, MostConnection);

    public string Cause { get; } = PlainText.Of(cause, MostCause);

    public long WallSeconds { get; } = wallSeconds;

    public Instant At { get; } = at;

    /// <summary>Without a line end.</summary>
    public string Encode() => string.Create(CultureInfo.InvariantCulture,
        $"{WallSeconds}{Tab}{At.Nanoseconds / NanosecondsPerMillisecond}{Tab}{HistoryWords.Of(Kind)}{Tab}{Connection}{Tab}{Cause}");

    /// <summary>Null: the line is not one of ours, or of a version that knows more kinds.</summary>
    public static HistoryEvent? Decode(string line)
    {
        string[] fields = line.Split(Tab);
        return fields.Length == Fields && TryNumber(fields[0], uint.MaxValue, out long wall)
            && TryNumber(fields[1], long.MaxValue / NanosecondsPerMillisecond, out long milliseconds)
            && HistoryWords.TryParse(fields[2], out HistoryKind kind)
            ? new HistoryEvent(kind, fields[3], fields[4], wall, new Instant(milliseconds * NanosecondsPerMillisecond))
            : null;
    }

    private static bool TryNumber(string text, long most, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
