using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Config;

/// <summary>The keys about the ways out of this host: an order of uplinks, and what may be asked whether there is Internet.</summary>
public static class UplinkText
{
    /// <summary>Kinds of link; the last two are one.</summary>
    public const string Ethernet = "ethernet", WiFi = "wifi", Cellular = "cellular", Lte = "lte";

    private const int MostDevice = 15; // IFNAMSIZ with its zero
    private const string Scheme = "http://";

    internal static (IReadOnlyList<string> Uplinks, string? InternetCheck) Read(ConfigValues values, RawOptions raw) => (
        values.NonEmptyList<string>(raw.SingleUplink, raw.Uplinks, ConfigKeys.Uplinks, TryName) ?? [],
        values.Parsed<string>(raw.InternetCheck, ConfigKeys.InternetCheck, TryCheck));

    internal static IEnumerable<string> Describe(AgentConfig config)
    {
        if (config.Uplinks.Count > 0)
            yield return $"reach the gateway over the first uplink that works of {string.Join(", ", config.Uplinks)}, any other";
        if (config.InternetCheck is { } check)
            yield return $"ask {check} whether there is Internet while all gateways are silent, at most every 5m";
    }

    /// <summary>A device, with "*" at its end for all that begin so, or a kind.</summary>
    private static bool TryName(string text, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? problem)
    {
        string device = text.EndsWith('*') ? text[..^1] : text;
        bool isValid = device.Length is > 0 and <= MostDevice;
        foreach (char c in device)
            isValid &= char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@';
        name = isValid ? text : null;
        problem = isValid ? null : $"{InputText.Quote(text)} names no uplink; it takes a device such as \"eth0\", \"wlan*\" for " +
            $"all that begin so, or a kind: {Ethernet}, {WiFi}, {Cellular}";
        return isValid;
    }

    /// <summary>Plain HTTP: a network that answers in another's place can't do so with a certificate, and would not be known as such.</summary>
    private static bool TryCheck(string text, [NotNullWhen(true)] out string? address, [NotNullWhen(false)] out string? problem)
    {
        bool isValid = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && text.Length > Scheme.Length
            && text[Scheme.Length] is not ('/' or '?') && !text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.AsSpan().ContainsAny('#', '@');
        address = isValid ? text : null;
        problem = isValid ? null : $"{InputText.Quote(text)} can't be asked; it takes an address that answers with 204 or a line of text " +
            "over plain HTTP, such as \"http://connectivity-check.example.org/\"";
        return isValid;
    }
}
