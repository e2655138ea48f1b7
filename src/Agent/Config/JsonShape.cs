using System.Text.Json;
using System.Text.Unicode;

namespace Holdfast.Config;

/// <summary>
/// Checks what the configuration provider can't say once it has flattened the file to strings: JSON syntax with its
/// line, unknown and repeated keys, the type of each value. One pass, nothing kept but the errors.
/// </summary>
internal static class JsonShape
{
    public const int MaxFileSize = 64 * 1024;
    public const int MaxText = 1024;
    public const int MaxEntries = 64;

    public const int MaxObjects = 16;

    private const int MaxDepth = 8;

    /// <summary>Adds what is wrong. The bytes come without a byte order mark.</summary>
    public static void Check(ReadOnlySpan<byte> json, string file, List<ConfigError> errors)
    {
        if (CheckEncoding(json) is { } problem)
        {
            errors.Add(new ConfigError(file, "", problem));
            return;
        }
        try
        {
            Walk(json, file, errors);
        }
        catch (JsonException e)
        {
            // The exception's own text is stripped from the native binary, and could quote a secret.
            long line = (e.LineNumber ?? 0) + 1, column = (e.BytePositionInLine ?? 0) + 1;
            errors.Add(new ConfigError(file, "", $"line {line}, column {column}: not valid JSON, " +
                "or nested too deeply; look for a missing comma, quote or brace there or just before"));
        }
    }

    private static string? CheckEncoding(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return "the file is empty; it takes a JSON object with at least gateway, identity and secret";
        if (json.Length > MaxFileSize) return $"the file is larger than {MaxFileSize} bytes";
        return Utf8.IsValid(json) ? null : "the file is not UTF-8 text";
    }

    private static void Walk(ReadOnlySpan<byte> json, string file, List<ConfigError> errors)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = MaxDepth,
        });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            errors.Add(new ConfigError(file, "", "the file must hold one JSON object, { \"gateway\": … }"));
            return;
        }
        WalkObject(ref reader, new Place(file, "", ConfigKeys.Kinds), errors);
        // A second value after the object is a syntax error that only reading on finds.
        reader.Read();
    }

    /// <summary>From the opening brace to the closing one.</summary>
    private static void WalkObject(ref Utf8JsonReader reader, Place place, List<ConfigError> errors)
    {
        var seen = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryGetText(ref reader, out string key)) key = "\ufffd";
            reader.Read();
            if (CheckKey(key, place.Kinds, seen) is { } problem)
            {
                errors.Add(place.Error(key, problem));
                reader.Skip();
            }
            else
            {
                CheckValue(ref reader, place, key, errors);
            }
        }
    }

    private static string? CheckKey(string key, IReadOnlyDictionary<string, ValueKind> kinds, HashSet<string> seen)
    {
        if (!kinds.ContainsKey(key)) return ConfigKeys.Unknown(key, kinds);
        return seen.Add(key) ? null : "given twice; keep one";
    }

    private static void CheckValue(ref Utf8JsonReader reader, Place place, string key, List<ConfigError> errors)
    {
        ValueKind kind = place.Kinds[key];
        bool isList = reader.TokenType == JsonTokenType.StartArray;
        if (isList && kind is ValueKind.Connections or ValueKind.Children)
            CheckObjects(ref reader, place, key, errors);
        else if (isList && kind == ValueKind.TextOrList)
            CheckEntries(ref reader, place, key, errors);
        else if (CheckScalar(ref reader, kind) is { } problem)
            errors.Add(place.Error(key, problem));
        reader.Skip();
    }

    private static void CheckObjects(ref Utf8JsonReader reader, Place place, string key, List<ConfigError> errors)
    {
        int index = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            string entry = $"{key}[{index}]";
            if (index == MaxObjects)
                errors.Add(place.Error(key, $"more than {MaxObjects} entries"));
            else if (index < MaxObjects && reader.TokenType == JsonTokenType.StartObject)
                WalkObject(ref reader, place.Within(entry, place.Kinds[key]), errors);
            else if (index < MaxObjects)
                errors.Add(place.Error(entry, $"is {Describe(reader.TokenType)}; it takes an object, {{ … }}"));
            reader.Skip();
        }
        if (index == 0) errors.Add(place.Error(key, "is an empty list; leave the key out for its default"));
    }

    private static void CheckEntries(ref Utf8JsonReader reader, Place place, string key, List<ConfigError> errors)
    {
        int index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index == MaxEntries)
                errors.Add(place.Error(key, $"more than {MaxEntries} entries"));
            else if (index < MaxEntries && CheckScalar(ref reader, ValueKind.Text) is { } problem)
                errors.Add(place.Error($"{key}[{index}]", problem));
            reader.Skip();
            index++;
        }
    }

    private static string? CheckScalar(ref Utf8JsonReader reader, ValueKind kind)
    {
        bool fits = (kind, reader.TokenType) switch
        {
            (ValueKind.Text or ValueKind.TextOrList or ValueKind.NumberOrText, JsonTokenType.String) => true,
            (ValueKind.Number or ValueKind.LargeNumber or ValueKind.NumberOrText, JsonTokenType.Number) => true,
            (ValueKind.Flag, JsonTokenType.True or JsonTokenType.False) => true,
            _ => false,
        };
        if (!fits) return $"is {Describe(reader.TokenType)}; it takes {ConfigKeys.Describe(kind)}";
        if (reader.TokenType == JsonTokenType.Number)
        {
            ulong most = kind == ValueKind.LargeNumber ? (ulong)long.MaxValue : uint.MaxValue;
            return reader.TryGetUInt64(out ulong number) && number <= most
                ? null
                : $"is out of range; it takes a whole number from 0 to {most}";
        }
        return reader.TokenType == JsonTokenType.String ? CheckText(ref reader) : null;
    }

    private static string? CheckText(ref Utf8JsonReader reader)
    {
        if (!TryGetText(ref reader, out string text))
            return "holds an escape that is no character (half a surrogate pair)";
        if (text.Length == 0) return "is empty; leave the key out for its default";
        if (text.Length > MaxText) return $"is longer than {MaxText} characters";
        foreach (char c in text)
            if (char.IsControl(c)) return $"holds the control character U+{(int)c:X4}; none is allowed";
        return null;
    }

    private static bool TryGetText(ref Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            // The only way to learn that an escaped surrogate has no partner.
            text = "";
            return false;
        }
    }

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray => "a list",
        _ => "an object",
    };

    /// <summary>Where in the file: what goes before a key in an error, and which keys there may be.</summary>
    private readonly record struct Place(string File, string Prefix, IReadOnlyDictionary<string, ValueKind> Kinds)
    {
        public ConfigError Error(string key, string problem) => new(File, Prefix + key, problem);

        public Place Within(string entry, ValueKind list) => new(File, $"{Prefix}{entry}.", ConfigKeys.Within(list));
    }
}
