using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Config;

/// <summary>Reads one value; on failure <c>problem</c> says what is wrong and what is allowed.</summary>
internal delegate bool TryParse<T>(
    string text, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? problem);

/// <summary>
/// The shapes that values have, each checked under its key. A value that is wrong gives an error and the default.
/// </summary>
internal sealed class ConfigValues(KeyScope scope, ConfigErrors errors)
{
    public void Fail(string key, string problem) => errors.Add(scope.PathOf(key), problem);

    public T? Parsed<T>(string? text, string key, TryParse<T> tryParse)
    {
        if (text is null) return default;
        if (tryParse(text, out T? value, out string? problem)) return value;
        Fail(key, problem);
        return default;
    }

    /// <summary>As <see cref="Parsed"/>, for a key without a default.</summary>
    public T? Required<T>(string? text, string key, string takes, TryParse<T> tryParse)
    {
        if (text is null) Fail(key, $"is missing; it takes {takes}");
        return Parsed(text, key, tryParse);
    }

    /// <summary>Null when the key is not there. One string makes a list of one.</summary>
    public IReadOnlyList<T>? List<T>(string? single, string[]? texts, string key, TryParse<T> tryParse)
    {
        if (single is { Length: > 0 }) return Parsed(single, key, tryParse) is { } value ? [value] : null;
        if (texts is null) return null;
        var values = new List<T>();
        for (int i = 0; i < texts.Length; i++)
        {
            string entry = $"{key}[{i}]";
            if (!tryParse(texts[i], out T? value, out string? problem)) Fail(entry, problem);
            else if (values.Contains(value)) Fail(entry, $"{InputText.Quote(texts[i])} is listed twice");
            else values.Add(value);
        }
        return values;
    }

    public IReadOnlyList<T>? NonEmptyList<T>(string? single, string[]? texts, string key, TryParse<T> tryParse)
    {
        IReadOnlyList<T>? values = List(single, texts, key, tryParse);
        if (texts is { Length: 0 }) Fail(key, "is an empty list; leave the key out for its default");
        return values;
    }

    public uint Number(uint? value, string key, uint fallback, uint min, uint max)
    {
        if (value is null) return fallback;
        if (value >= min && value <= max) return value.Value;
        Fail(key, $"is {value}; allowed: {min} to {max}");
        return fallback;
    }

    /// <summary>A key that is left out, or 0, sets no limit.</summary>
    public ulong Limit(ulong? value, string key, ulong min)
    {
        if (value is > 0 && value < min) Fail(key, $"is {value}; allowed: {min} or more, or 0 for no limit");
        return value ?? 0;
    }

    public TimeSpan Duration(string? text, string key, TimeSpan fallback, TimeSpan min, TimeSpan max) =>
        text is null ? fallback : Duration(text, key, "", min, max) ?? fallback;

    /// <summary>Null for the word, which is the default.</summary>
    public TimeSpan? DurationOr(string word, string? text, string key, TimeSpan min, TimeSpan max) =>
        text is null || text == word ? null : Duration(text, key, $"\"{word}\", or ", min, max);

    private TimeSpan? Duration(string text, string key, string others, TimeSpan min, TimeSpan max)
    {
        if (DurationText.TryParse(text, out TimeSpan duration) && duration >= min && duration <= max) return duration;
        Fail(key, $"{InputText.Quote(text)} is not allowed; it takes {others}{DurationText.Allowed}, " +
            $"from {DurationText.Format(min)} to {DurationText.Format(max)}");
        return null;
    }
}
