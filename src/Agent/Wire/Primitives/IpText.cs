using System.Net;

namespace Holdfast.Wire;

/// <summary>Strict reading of addresses: what a person would take for one, none of the forms libraries add.</summary>
internal static class IpText
{
    private const string Ipv6Characters = "0123456789abcdefABCDEF:.";

    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address) =>
        text.Contains(':') ? TryParseIpv6(text, out address) : TryParseIpv4(text, out address);

    /// <summary>A decimal number without sign, blanks or leading zeros.</summary>
    public static bool TryParseNumber(ReadOnlySpan<char> text, int maximum, out int number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > 3 || (text[0] == '0' && text.Length > 1))
            return false;

        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
                return false;

            number = number * 10 + (digit - '0');
        }

        return number <= maximum;
    }

    private static bool TryParseIpv4(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        var value = 0u;
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            if (++parts > IpAddress.Ipv4Length || !TryParseNumber(text[range], byte.MaxValue, out var octet))
                return false;

            value = value << 8 | (uint)octet;
        }

        address = IpAddress.FromIPv4(value);
        return parts == IpAddress.Ipv4Length;
    }

    private static bool TryParseIpv6(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (text.ContainsAnyExcept(Ipv6Characters) || !IPAddress.TryParse(text, out var parsed))
            return false;

        address = IpAddress.From(parsed);
        return address.IsIPv6;
    }
}
