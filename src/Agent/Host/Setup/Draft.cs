using System.Security.Cryptography;
using System.Text;
using Holdfast.Config;

namespace Holdfast.Host.Setup;

/// <summary>A configuration of a few lines of text that grows by answers.</summary>
public sealed class Draft : IDisposable
{
    private const string Stars = "********";

    private readonly List<Line> _lines = [];

    /// <summary>A new line, or another value in the line that is there.</summary>
    /// <param name="value">In UTF-8; the draft's from here on.</param>
    public void Set(string key, byte[] value, bool isSecret = false)
    {
        Line next = new(key, value, isSecret);
        int at = _lines.FindIndex(line => line.Key == key);
        if (at < 0)
        {
            _lines.Add(next);
            return;
        }

        CryptographicOperations.ZeroMemory(_lines[at].Value);
        _lines[at] = next;
    }

    public void Set(string key, string value) => Set(key, Encoding.UTF8.GetBytes(value));

    /// <summary>What is wrong with the value of a key, the others as they are; null for nothing.</summary>
    public string? ProblemOf(string key)
    {
        byte[] json = ToJson();
        if (ConfigReader.TryRead(json, "", out AgentConfig? config, out IReadOnlyList<ConfigError> errors))
            LoadedConfig.Forget(config.Connections[0]);
        CryptographicOperations.ZeroMemory(json);
        foreach (ConfigError error in errors)
        {
            if (error.Key == key || error.Key.Length == 0)
                return error.Message;
        }

        return null;
    }

    /// <summary>The file; the caller clears it.</summary>
    public byte[] ToJson()
    {
        int most = 4;
        foreach (Line line in _lines)
            most += line.Key.Length + 6 * line.Value.Length + 12;
        byte[] json = new byte[most];
        int end = Append(json, 0, "{\n");
        for (int i = 0; i < _lines.Count; i++)
        {
            end = Append(json, end, $"  \"{_lines[i].Key}\": \"");
            foreach (byte one in _lines[i].Value)
            {
                if (one < ' ')
                    end = Append(json, end, $"\\u{one:x4}");
                else if (one is (byte)'"' or (byte)'\\')
                    end = Append(json, end, one == '"' ? "\\\"" : "\\\\");
                else
                    json[end++] = one;
            }

            end = Append(json, end, i + 1 < _lines.Count ? "\",\n" : "\"\n");
        }

        end = Append(json, end, "}\n");
        byte[] exact = json[..end];
        CryptographicOperations.ZeroMemory(json);
        return exact;
    }

    /// <summary>For people: secrets are stars.</summary>
    public string ToText()
    {
        using Draft shown = new();
        foreach (Line line in _lines)
            shown.Set(line.Key, line.IsSecret ? Stars : Encoding.UTF8.GetString(line.Value));
        return Encoding.UTF8.GetString(shown.ToJson());
    }

    public void Dispose()
    {
        foreach (Line line in _lines)
            CryptographicOperations.ZeroMemory(line.Value);
    }

    private static int Append(byte[] json, int at, string text) => at + Encoding.UTF8.GetBytes(text, json.AsSpan(at));

    private sealed record Line(string Key, byte[] Value, bool IsSecret);
}
