using System.Text;

namespace Holdfast.Tests.Crypto;

/// <summary>One paragraph of a NIST-style file: "name = value" lines, and words that stand alone, such as FAIL. Values
/// in brackets ("[Keylen = 128]") hold for all records below them.</summary>
internal sealed class VectorRecord
{
    private readonly Dictionary<string, string> _values;

    private VectorRecord(IDictionary<string, string> common) =>
        _values = new Dictionary<string, string>(common, StringComparer.OrdinalIgnoreCase);

    internal bool Has(string name) => _values.ContainsKey(name);

    internal string Text(string name) => _values[name];

    internal int Number(string name) => int.Parse(_values[name]);

    /// <summary>Of a value in hexadecimal, or of a text in quotation marks.</summary>
    internal byte[] Bytes(string name) => _values[name] is ['"', .. string text, '"']
        ? Encoding.ASCII.GetBytes(text)
        : Convert.FromHexString(_values[name]);

    /// <summary>Under whichever of the two names the file uses.</summary>
    internal byte[] Bytes(string name, string otherName) => Bytes(Has(name) ? name : otherName);

    internal static IReadOnlyList<VectorRecord> Parse(IEnumerable<string> lines)
    {
        var records = new List<VectorRecord>();
        var common = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        VectorRecord? current = null;
        foreach (string line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith('#'))
                continue;
            if (line.StartsWith('['))
                Set(common, line.Trim('[', ']'));
            else if (line.Length == 0)
                current = null;
            else
            {
                if (current is null)
                    records.Add(current = new VectorRecord(common));
                Set(current._values, line);
            }
        }
        return records;
    }

    private static void Set(Dictionary<string, string> values, string line)
    {
        string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
        values[parts[0]] = parts.Length == 2 ? parts[1] : "";
    }
}
