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
        var seen = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryGetText(ref reader, out string key)) key = "\ufffd";
            reader.Read();
            if (CheckKey(key, seen) is { } problem)
            {
                errors.Add(new ConfigError(file, key, problem));
                reader.Skip();
            }
            else
            {
                CheckValue(ref reader, file, key, errors);
            }
        }
        // A second value after the object is a syntax error that only reading on finds.
        reader.Read();
    }

    private static string? CheckKey(string key, HashSet<string> seen)
    {
        if (!ConfigKeys.Kinds.ContainsKey(key)) return "unknown key" + ConfigKeys.DidYouMean(key);
        return seen.Add(key) ? null : "given twice; keep one";
    }

    private static void CheckValue(ref Utf8JsonReader reader, string file, string key, List<ConfigError> errors)
    {
        ValueKind kind = ConfigKeys.Kinds[key];
        if (kind == ValueKind.TextOrList && reader.TokenType == JsonTokenType.StartArray)
            CheckEntries(ref reader, file, key, errors);
        else if (CheckScalar(ref reader, kind) is { } problem)
            errors.Add(new ConfigError(file, key, problem));
        reader.Skip();
    }

    private static void CheckEntries(ref Utf8JsonReader reader, string file, string key, List<ConfigError> errors)
    {
        int index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index == MaxEntries)
                errors.Add(new ConfigError(file, key, $"more than {MaxEntries} entries"));
            else if (index < MaxEntries && CheckScalar(ref reader, ValueKind.Text) is { } problem)
                errors.Add(new ConfigError(file, $"{key}[{index}]", problem));
            reader.Skip();
            index++;
        }
    }

    private static string? CheckScalar(ref Utf8JsonReader reader, ValueKind kind)
    {
        bool fits = (kind, reader.TokenType) switch
        {
            (ValueKind.Text or ValueKind.TextOrList or ValueKind.NumberOrText, JsonTokenType.String) => true,
            (ValueKind.Number or ValueKind.NumberOrText, JsonTokenType.Number) => true,
            (ValueKind.Flag, JsonTokenType.True or JsonTokenType.False) => true,
            _ => false,
        };
        if (!fits) return $"is {Describe(reader.TokenType)}; it takes {ConfigKeys.Describe(kind)}";
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetUInt32(out _)
                ? null
                : $"is out of range; it takes a whole number from 0 to {uint.MaxValue}";
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
}
