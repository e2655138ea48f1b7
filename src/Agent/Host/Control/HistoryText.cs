using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Supervision;

namespace Holdfast.Host.Control;

/// <summary>What <c>holdfast history</c> prints: one event a line, the oldest first. The members of the JSON are an interface.</summary>
public static class HistoryText
{
    public const string TextCommand = "history";
    public const string JsonCommand = "history-json";

    private const int TimeWidth = 22, KindWidth = 16;

    public static string Write(History history)
    {
        StringBuilder text = new();
        foreach (HistoryEvent one in history.Events)
        {
            text.Append((Time(one) ?? $"{BootSeconds(one):F0} s after boot").PadRight(TimeWidth)).Append(HistoryWords.Of(one.Kind).PadRight(KindWidth));
            text.Append(one.Connection).Append(one.Connection.Length == 0 || one.Cause.Length == 0 ? "" : ": ").Append(one.Cause).Append('\n');
        }

        return text.Length == 0 ? "nothing happened yet\n" : text.ToString();
    }

    /// <summary>The counts are of the agent that runs; of one that is gone there are none.</summary>
    public static string Json(History history)
    {
        StringBuilder text = new("{\"counts\":{");
        foreach ((string kind, long count) in history.Counts(null))
            text.Append(text[^1] == '{' ? "" : ",").Append(Quote(kind)).Append(':').Append(count);
        text.Append("},\"events\":[");
        foreach (HistoryEvent one in history.Events)
            text.Append(text[^1] == '[' ? "\n" : ",\n").Append(Json(one));
        return text.Append("\n]}\n").ToString();
    }

    /// <summary>UTC, as in 2026-12-24T18:00:00Z; null: the time was not known.</summary>
    public static string? Time(HistoryEvent? one) => one is null or { WallSeconds: 0 } ? null
        : UtcText.Of(DateTimeOffset.FromUnixTimeSeconds(one.WallSeconds));

    private static string Json(HistoryEvent one) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"time":{{Quote(Time(one))}},"bootSeconds":{{BootSeconds(one):F3}},"kind":{{Quote(HistoryWords.Of(one.Kind))}},"connection":{{Quote(one.Connection)}},"cause":{{Quote(one.Cause)}}}""");

    private static double BootSeconds(HistoryEvent one) => one.At.Nanoseconds / 1e9;

    // As the doctor's: not worth a serializer's code.
    private static string Quote(string? text) => text is null ? "null" : $"\"{JsonEncodedText.Encode(text)}\"";
}
