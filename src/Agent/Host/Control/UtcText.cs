namespace Holdfast.Host.Control;

/// <summary>A time of day as in 2026-12-24T18:00:00Z (RFC 3339). Not by a format of dates: what reads those is 40 KB.</summary>
internal static class UtcText
{
    public static string Of(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        return $"{utc.Year:D4}-{utc.Month:D2}-{utc.Day:D2}T{utc.Hour:D2}:{utc.Minute:D2}:{utc.Second:D2}Z";
    }
}
