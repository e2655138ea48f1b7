using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Holdfast.Crypto;

/// <summary>A distinguished name as people write it, <c>C=DE, O=Example, CN=gateway</c>, as a Name in DER (RFC 5280
/// 4.1.2.4): in this order, each part by itself.</summary>
public static class DistinguishedName
{
    private const byte PrintableString = 0x13;
    private const byte Ia5String = 0x16;
    private const int LongestValue = 256;

    private static readonly Dictionary<string, (string Oid, byte Tag)> Attributes =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["CN"] = ("550403", Der.Utf8String),
            ["SN"] = ("550404", Der.Utf8String),
            ["serialNumber"] = ("550405", PrintableString),
            ["C"] = ("550406", PrintableString),
            ["L"] = ("550407", Der.Utf8String),
            ["ST"] = ("550408", Der.Utf8String),
            ["O"] = ("55040a", Der.Utf8String),
            ["OU"] = ("55040b", Der.Utf8String),
            ["E"] = ("2a864886f70d010901", Ia5String),
            ["emailAddress"] = ("2a864886f70d010901", Ia5String),
            ["DC"] = ("0992268993f22c640119", Ia5String),
            ["UID"] = ("0992268993f22c640101", Der.Utf8String),
        };

    /// <summary>A comma or a backslash in a value has a backslash before it. False with a reason, as the end of a
    /// sentence.</summary>
    public static bool TryEncode(
        string text, [NotNullWhen(true)] out byte[]? name, [NotNullWhen(false)] out string? reason)
    {
        name = null;
        var parts = new List<byte[]>();
        foreach (string part in Split(text))
        {
            if (!TryEncodePart(part.Trim(), out byte[] encoded, out reason))
                return false;
            parts.Add(encoded);
        }
        name = Der.Wrap(Der.Sequence, [.. parts]);
        reason = null;
        return true;
    }

    private static bool TryEncodePart(string part, out byte[] encoded, out string reason)
    {
        encoded = [];
        int equals = part.IndexOf('=');
        string key = equals < 0 ? part : part[..equals].Trim();
        string value = equals < 0 ? "" : part[(equals + 1)..].Trim();
        reason = $"has the part '{part}', which is not KEY=VALUE with a KEY of {string.Join(", ", Attributes.Keys)}";
        if (!Attributes.TryGetValue(key, out (string Oid, byte Tag) attribute) || value.Length is 0 or > LongestValue)
            return false;
        reason = $"has the part '{part}' with characters that {key} cannot have";
        if (attribute.Tag != Der.Utf8String && !Ascii.IsValid(value) || value.Any(char.IsControl))
            return false;
        encoded = Der.Wrap(Der.Set, Der.Wrap(Der.Sequence,
            Der.Wrap(Der.ObjectIdentifier, Convert.FromHexString(attribute.Oid)),
            Der.Wrap(attribute.Tag, Encoding.UTF8.GetBytes(value))));
        return true;
    }

    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ',')
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }
            bool isEscaped = text[i] == '\\' && i + 1 < text.Length;
            part.Append(isEscaped ? text[++i] : text[i]);
        }
        parts.Add(part.ToString());
        return parts;
    }
}
