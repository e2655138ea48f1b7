using System.Globalization;
using System.Text;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Links;

/// <summary>A link that leads out: it runs, and has an address and a way to the Internet in one IP family at least.</summary>
/// <param name="Link">The interface's index.</param>
/// <param name="Metric">Of its best default route: the kernel prefers the lowest. <see cref="NoMetric"/> without one in the main table.</param>
public sealed record Uplink(int Link, string Device, UplinkKind Kind, uint Metric)
{
    public const uint NoMetric = uint.MaxValue;

    public bool HasIPv4 { get; init; }

    public bool HasIPv6 { get; init; }

    /// <summary>That it can be sent from; empty where it borrows those of other links.</summary>
    public IReadOnlyList<IpAddress> Addresses { get; init; } = [];

    /// <summary>Its best default route of each family, where it has one that can be made anew in another table.</summary>
    public IReadOnlyList<RouteEntry> DefaultRoutes { get; init; } = [];

    /// <summary>"eth0 (ethernet)".</summary>
    public string Name => $"{Device} ({KindWord(Kind)})";

    /// <summary>The same text for as long as nothing of it is another.</summary>
    public string Fingerprint
    {
        get
        {
            StringBuilder text = new(string.Create(CultureInfo.InvariantCulture, $"{Link} {Device} {Metric} {HasIPv4} {HasIPv6}"));
            foreach (IpAddress address in Addresses)
                text.Append(' ').Append(address.ToString());
            foreach (RouteEntry route in DefaultRoutes)
                text.Append(", ").Append(route.ToString());
            return text.ToString();
        }
    }

    public bool Has(bool isIPv6) => isIPv6 ? HasIPv6 : HasIPv4;

    /// <summary>Null: it has none in that family, or one that can't be made anew.</summary>
    public RouteEntry? DefaultRoute(bool isIPv6)
    {
        foreach (RouteEntry route in DefaultRoutes)
        {
            if (route.Destination.IsIPv6 == isIPv6)
                return route;
        }

        return null;
    }

    private static string KindWord(UplinkKind kind) => kind switch
    {
        UplinkKind.Ethernet => Config.UplinkText.Ethernet,
        UplinkKind.WiFi => Config.UplinkText.WiFi,
        UplinkKind.Cellular => Config.UplinkText.Cellular,
        _ => "other",
    };
}
