using System.Diagnostics.CodeAnalysis;
using System.Text;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>A distinguished name as people write it, <c>C=DE, O=Example, CN=gateway</c>, as a Name in DER (RFC 5280
/// 4.1.2.4): in this order, each part by itself.</summary>
public static class DistinguishedName
{
    private const byte PrintableString = 0x13;
    private const byte Ia5String = 0x16;
    private const int LongestValue = 256;
    private const int LongestName = 4096;

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

    /// <summary>Two Names in DER with the same parts, in the same order or, as people write it both ways (RFC 4514 2.1), in
    /// the opposite one; compared as RFC 5280 7.1 wants it. The empty name and bytes that are none match nothing.</summary>
    public static bool Match(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        using X509Name? first = Parse(one), second = Parse(other), turned = Parse(Reverse(other));
        return first is not null && second is not null && turned is not null
            && (first.Equals(second) || first.Equals(turned));
    }

    /// <summary>A Name in DER in one line of printable characters, as <see cref="Certificate.Subject"/>; null for bytes that are
    /// none.</summary>
    public static string? Describe(ReadOnlySpan<byte> name)
    {
        using X509Name? parsed = Parse(name);
        return parsed?.ToString();
    }

    private static X509Name? Parse(ReadOnlySpan<byte> name) =>
        name.Length is <= 2 or > LongestName ? null : X509Name.TryParse(name);

    // Bytes that are no name give some other bytes that are none, or nothing.
    private static byte[] Reverse(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName || !new DerReader(name).TryReadLast(Der.Sequence, out ReadOnlySpan<byte> content))
            return [];
        var parts = new List<byte[]>();
        var reader = new DerReader(content);
        while (reader.TryReadWhole(Der.Set, out ReadOnlySpan<byte> part))
            parts.Insert(0, part.ToArray());
        return reader.AtEnd ? Der.Wrap(Der.Sequence, [.. parts]) : [];
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
