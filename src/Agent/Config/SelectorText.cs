using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>
/// Traffic selectors in strongSwan's notation: a network or a range of addresses, and in brackets behind it, or alone, a
/// protocol and its ports: "10.1.0.0/16[tcp/443]", "10.0.0.5-10.0.0.9", "[udp/1024-2048]".
/// </summary>
internal static class SelectorText
{
    private static readonly (string Name, byte Number)[] Protocols =
    [
        ("tcp", 6), ("udp", 17), ("icmp", 1), ("ipv6-icmp", 58), ("icmpv6", 58), ("sctp", 132), ("gre", 47), ("esp", 50),
        ("ipip", 4), ("ospf", 89),
    ];

    public static bool TryParse(
        string text, [NotNullWhen(true)] out SelectorConfig? selector, [NotNullWhen(false)] out string? problem)
    {
        selector = null;
        int bracket = text.IndexOf('[');
        string addresses = bracket < 0 ? text : text[..bracket];
        AddressSpan? span = null;
        (byte Protocol, PortRange Ports) upper = (0, PortRange.Any);
        problem = null;
        if (bracket != 0)
            problem = ParseAddresses(addresses, out span);
        if (problem is null && bracket >= 0)
            problem = ParseUpper(text[bracket..], out upper);
        if (problem is not null) return false;
        selector = new SelectorConfig(span, upper.Protocol, upper.Ports);
        return true;
    }

    public static string Format(SelectorConfig selector)
    {
        string addresses = selector.Addresses is { } span
            ? new TrafficSelector(0, PortRange.Any, span.First, span.Last).ToString()
            : "";
        return addresses + Upper(selector);
    }

    private static string Upper(SelectorConfig selector)
    {
        if (selector.Protocol == 0) return "";
        int row = Array.FindIndex(Protocols, row => row.Number == selector.Protocol);
        string protocol = row < 0 ? selector.Protocol.ToString(CultureInfo.InvariantCulture) : Protocols[row].Name;
        return selector.Ports.IsAny ? $"[{protocol}]" : $"[{protocol}/{selector.Ports}]";
    }

    private static string? ParseAddresses(string text, out AddressSpan? span)
    {
        span = null;
        int dash = text.IndexOf('-');
        if (dash < 0)
        {
            if (!ValueParsers.TrySubnet(text, out IpPrefix subnet, out string? problem)) return problem;
            span = AddressSpan.Of(subnet);
            return null;
        }
        bool isRange = IpAddress.TryParse(text.AsSpan(0, dash), out IpAddress first)
            & IpAddress.TryParse(text.AsSpan(dash + 1), out IpAddress last);
        if (!isRange || first.Family != last.Family || first > last)
            return $"{InputText.Quote(text)} is no range; it takes two addresses of one family, the lower one first, " +
                "such as \"10.0.0.5-10.0.0.9\"";
        span = new AddressSpan(first, last);
        return null;
    }

    private static string? ParseUpper(string text, out (byte Protocol, PortRange Ports) upper)
    {
        upper = (0, PortRange.Any);
        string inner = text.EndsWith(']') ? text[1..^1] : "";
        int slash = inner.IndexOf('/');
        string protocol = slash < 0 ? inner : inner[..slash];
        if (TryProtocol(protocol, out byte number) && TryPorts(slash < 0 ? "any" : inner[(slash + 1)..], out PortRange ports))
        {
            upper = (number, ports);
            return null;
        }
        return $"{InputText.Quote(text)} is no protocol with ports; it takes [protocol], [protocol/port] or " +
            "[protocol/first-last], such as \"[tcp/443]\"; protocols: " +
            $"{string.Join(", ", Protocols.Select(row => row.Name))}, or a number";
    }

    private static bool TryProtocol(string text, out byte number)
    {
        int row = Array.FindIndex(Protocols, row => row.Name == text);
        number = row < 0 ? (byte)0 : Protocols[row].Number;
        return row >= 0 || (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0);
    }

    private static bool TryPorts(string text, out PortRange ports)
    {
        ports = text == "opaque" ? PortRange.Opaque : PortRange.Any;
        if (text is "any" or "opaque") return true;
        int dash = text.IndexOf('-');
        bool isValid = TryPort(dash < 0 ? text : text[..dash], out ushort first)
            & TryPort(text[(dash + 1)..], out ushort last);
        ports = new PortRange(first, last);
        return isValid && first <= last;
    }

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
