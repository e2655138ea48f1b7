using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Supervision;

namespace Holdfast.Host.Update;

/// <summary>What is written down of a new binary until it is known to be good.</summary>
/// <param name="from">Version of the one before.</param>
/// <param name="within">The time that it has to connect.</param>
/// <param name="binary">Where both are: the one before has <c>.previous</c> behind its name.</param>
/// <param name="connections">Those that stood before; empty: none did, or nobody knows.</param>
public sealed class UpdateRecord(string from, string to, TimeSpan within, string binary, IReadOnlyList<string> connections)
{
    public const string Previous = ".previous";

    private const int MostText = 4096, MostConnections = 64;

    public string From => from;

    public string To => to;

    public TimeSpan Within => within;

    public string Binary => binary;

    public IReadOnlyList<string> Connections => connections;

    public string Versions => $"{from} -> {to}";

    public byte[] Encode()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{\n  \"from\": {Quote(from)},\n  \"to\": {Quote(to)},\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"withinMs\": {(long)within.TotalMilliseconds},\n  \"binary\": {Quote(binary)},\n  \"connections\": [");
        for (int i = 0; i < connections.Count; i++)
            text.Append(i == 0 ? "" : ", ").Append(Quote(connections[i]));
        return Encoding.UTF8.GetBytes(text.Append("]\n}\n").ToString());
    }

    /// <summary>Null: that is none. Members of other versions are passed over.</summary>
    public static UpdateRecord? Decode(ReadOnlySpan<byte> json)
    {
        try
        {
            return Read(json);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null; // a value of another kind, or no JSON at all
        }
    }

    private static UpdateRecord? Read(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        string from = "", to = "", binary = "";
        long within = 0;
        List<string> connections = [];
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "from": from = reader.GetString() ?? ""; break;
                case "to": to = reader.GetString() ?? ""; break;
                case "binary": binary = reader.GetString() ?? ""; break;
                case "withinMs": within = reader.TryGetInt64(out long ms) ? ms : 0; break;
                case "connections": ReadNames(ref reader, connections); break;
                default: reader.Skip(); break;
            }
        }

        bool isWhole = ReleaseVersion.IsOne(from) && ReleaseVersion.IsOne(to) && binary.StartsWith('/') && binary.Length <= MostText
            && within >= UpdateTrial.Shortest.TotalMilliseconds && within <= UpdateTrial.Longest.TotalMilliseconds;
        return isWhole ? new UpdateRecord(from, to, TimeSpan.FromMilliseconds(within), binary, connections) : null;
    }

    private static void ReadNames(ref Utf8JsonReader reader, List<string> names)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (names.Count < MostConnections)
                names.Add(reader.GetString() ?? "");
        }
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
