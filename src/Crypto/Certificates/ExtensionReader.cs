using System.Text;

namespace Holdfast.Crypto;

/// <summary>Reads the extensions of RFC 5280 4.2 that name something. Each answers false if the value is not its strict
/// encoding.</summary>
internal static class ExtensionReader
{
    private const byte EmailTag = 0x81;
    private const byte DnsTag = 0x82;
    private const byte UriTag = 0x86;
    private const byte IpTag = 0x87;
    private const byte OcspMethod = 1; // the last arc of id-ad-ocsp

    private static ReadOnlySpan<byte> AccessMethods => [0x2b, 6, 1, 5, 5, 7, 0x30]; // id-ad

    /// <summary>4.2.1.6; names with blanks, control characters or a NUL in them are no names.</summary>
    internal static bool TryReadNames(ReadOnlySpan<byte> value, List<GeneralName> names)
    {
        var outer = new DerReader(value);
        return outer.TryReadLast(Der.Sequence, out ReadOnlySpan<byte> list) && TryReadNameList(list, names);
    }

    /// <summary>4.2.1.12: object identifiers, as the hexadecimal digits of their content.</summary>
    internal static bool TryReadIdentifiers(ReadOnlySpan<byte> value, List<string> identifiers)
    {
        var outer = new DerReader(value);
        if (!outer.TryReadLast(Der.Sequence, out ReadOnlySpan<byte> list))
            return false;
        var reader = new DerReader(list);
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(Der.ObjectIdentifier, out ReadOnlySpan<byte> identifier) || identifier.IsEmpty)
                return false;
            identifiers.Add(Convert.ToHexStringLower(identifier));
        }
        return true;
    }

    /// <summary>4.2.1.13: where CRLs that cover all reasons and come from the issuer itself can be had.</summary>
    internal static bool TryReadCrlUrls(ReadOnlySpan<byte> value, List<string> urls)
    {
        var outer = new DerReader(value);
        if (!outer.TryReadLast(Der.Sequence, out ReadOnlySpan<byte> points))
            return false;
        var reader = new DerReader(points);
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(Der.Sequence, out ReadOnlySpan<byte> point) || !TryReadPoint(point, urls))
                return false;
        }
        return true;
    }

    /// <summary>4.2.2.1: where OCSP is spoken.</summary>
    internal static bool TryReadOcspUrls(ReadOnlySpan<byte> value, List<string> urls)
    {
        var outer = new DerReader(value);
        if (!outer.TryReadLast(Der.Sequence, out ReadOnlySpan<byte> list))
            return false;
        var reader = new DerReader(list);
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(Der.Sequence, out ReadOnlySpan<byte> description))
                return false;
            var parts = new DerReader(description);
            if (!parts.TryRead(Der.ObjectIdentifier, out ReadOnlySpan<byte> method))
                return false;
            if (method.Length == AccessMethods.Length + 1 && method.StartsWith(AccessMethods)
                && method[^1] == OcspMethod && parts.TryRead(UriTag, out ReadOnlySpan<byte> url))
                AddUrl(url, urls);
        }
        return true;
    }

    internal static byte TagOf(GeneralNameKind kind) => kind switch
    {
        GeneralNameKind.Dns => DnsTag,
        GeneralNameKind.Email => EmailTag,
        GeneralNameKind.Uri => UriTag,
        _ => IpTag,
    };

    private static bool TryReadNameList(ReadOnlySpan<byte> list, List<GeneralName> names)
    {
        var reader = new DerReader(list);
        while (!reader.AtEnd)
        {
            if (!reader.TryReadAny(out byte tag, out ReadOnlySpan<byte> name))
                return false;
            if (KindOf(tag) is not { } kind)
                continue;
            if (!(kind == GeneralNameKind.Ip ? name.Length is 4 or 16 : IsPlain(name)))
                return false;
            names.Add(new GeneralName(kind, name.ToArray()));
        }
        return true;
    }

    private static GeneralNameKind? KindOf(byte tag) => tag switch
    {
        DnsTag => GeneralNameKind.Dns,
        EmailTag => GeneralNameKind.Email,
        UriTag => GeneralNameKind.Uri,
        IpTag => GeneralNameKind.Ip,
        _ => null,
    };

    private static bool IsPlain(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && !name.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    // DistributionPoint: [0] { [0] fullName } , [1] reasons, [2] cRLIssuer, each of them optional.
    private static bool TryReadPoint(ReadOnlySpan<byte> point, List<string> urls)
    {
        var reader = new DerReader(point);
        var names = new List<GeneralName>();
        bool isPlain = true;
        while (!reader.AtEnd)
        {
            if (!reader.TryReadAny(out byte tag, out ReadOnlySpan<byte> content))
                return false;
            isPlain &= tag == Der.Context(0);
            var inner = new DerReader(content);
            if (tag == Der.Context(0) && inner.TryRead(Der.Context(0), out ReadOnlySpan<byte> list)
                && !TryReadNameList(list, names))
                return false;
        }
        foreach (GeneralName name in names)
        {
            if (isPlain && name.Kind == GeneralNameKind.Uri)
                AddUrl(name.Value.Span, urls);
        }
        return true;
    }

    private static void AddUrl(ReadOnlySpan<byte> url, List<string> urls)
    {
        if (IsPlain(url))
            urls.Add(Encoding.ASCII.GetString(url));
    }
}
