using System.Globalization;
using System.Text;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Links;

/// <summary>A link that leads out: it runs, and has an address and a way to the Internet in one IP family at least.</summary>
public sealed class Uplink(int link, string device, UplinkKind kind, uint metric)
{
    public const uint NoMetric = uint.MaxValue;

    /// <summary>The interface's index.</summary>
    public int Link => link;

    public string Device => device;

    public UplinkKind Kind => kind;

    /// <summary>Of its best default route: the kernel prefers the lowest. <see cref="NoMetric"/> without one in the main table.</summary>
    public uint Metric => metric;

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
