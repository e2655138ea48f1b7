using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Links;

/// <summary>
/// From the kernel's tables to the links that lead out. A family is usable over a link that runs where the link has an address
/// of it and a default route, in whatever table; or where the kernel says that it would send there. Too many are better than too
/// few: an uplink that is missing here would keep the agent silent for ever.
/// </summary>
/// <param name="own">Devices of the agent's tunnels, which are never uplinks.</param>
public sealed class UplinkTable(NetworkSnapshot network, IReadOnlyCollection<string> own)
{
    /// <summary>Two routes for half of the addresses each are a default route too, as some dialers make it.</summary>
    private const int LongestDefault = 1;

    private const uint LocalTable = 255;

    /// <summary>Links that lead out, in the kernel's order.</summary>
    public IReadOnlyList<Uplink> Uplinks(Func<LinkEntry, UplinkKind> kindOf)
    {
        List<Uplink> found = [];
        foreach (LinkEntry link in network.Links)
        {
            if (!link.IsUp || !link.IsRunning || !IsCandidate(link) || Make(link, kindOf) is not { } uplink)
                continue;
            int place = found.Count;
            while (place > 0 && found[place - 1].Metric > uplink.Metric)
                place--;
            found.Insert(place, uplink);
        }

        return found;
    }

    /// <summary>The link that the main table's best default route names, whether it runs or not; 0: there is none.</summary>
    public int KernelsChoice(bool isIPv6)
    {
        RouteEntry? best = null;
        foreach (RouteEntry route in network.Routes)
        {
            if (IsDefault(route, isIPv6) && route.Table == RouteEntry.MainTable && route.Link != 0 && !(best?.Priority <= route.Priority))
                best = route;
        }

        return best?.Link ?? 0;
    }

    /// <summary>IPv4 that nobody routes (RFC 3927), and what does not leave the link or host (RFC 4291).</summary>
    public static bool IsOfTheLink(IpAddress address) =>
        address.IsLoopback || address.IsUnspecified
        || (address.IsIPv6 ? address.Value >> 118 == 0x3FAu : address.Value >> 16 == 0xA9FEu); // fe80::/10, 169.254.0.0/16

    private bool IsCandidate(LinkEntry link)
    {
        foreach (string device in own)
        {
            if (device == link.Name)
                return false;
        }

        return link.HardwareType != LinkEntry.Loopback;
    }

    /// <summary>Null: it does not lead out.</summary>
    private Uplink? Make(LinkEntry link, Func<LinkEntry, UplinkKind> kindOf)
    {
        List<IpAddress> addresses = AddressesOf(link);
        bool hasIPv4 = IsUsable(link, addresses, isIPv6: false), hasIPv6 = IsUsable(link, addresses, isIPv6: true);
        if (!hasIPv4 && !hasIPv6)
            return null;
        List<RouteEntry> routes = [];
        foreach (bool isIPv6 in new[] { false, true })
        {
            if ((isIPv6 ? hasIPv6 : hasIPv4) && Best(link, isIPv6) is { IsPartial: false } best)
                routes.Add(best);
        }

        return new Uplink(link.Index, link.Name, kindOf(link), MetricOf(routes))
        {
            HasIPv4 = hasIPv4, HasIPv6 = hasIPv6, Addresses = addresses, DefaultRoutes = routes,
        };
    }

    private List<IpAddress> AddressesOf(LinkEntry link)
    {
        List<IpAddress> addresses = [];
        foreach (AddressEntry entry in network.Addresses)
        {
            IpAddress address = IpAddress.From(entry.Prefix.Address);
            if (entry.Link == link.Index && !entry.IsTentative && !IsOfTheLink(address))
                addresses.Add(address);
        }

        return addresses;
    }

    private bool IsUsable(LinkEntry link, List<IpAddress> addresses, bool isIPv6)
    {
        foreach (RouteEntry way in network.Ways)
        {
            if (way.Destination.IsIPv6 == isIPv6 && way.Link == link.Index && way.Type == RouteType.Unicast)
                return true;
        }

        bool hasAddress = false;
        foreach (IpAddress address in addresses)
            hasAddress |= address.IsIPv6 == isIPv6;
        return hasAddress && Best(link, isIPv6) is not null;
    }

    /// <summary>A whole default route of the main table with the lowest metric, before any other.</summary>
    private RouteEntry? Best(LinkEntry link, bool isIPv6)
    {
        RouteEntry? best = null;
        foreach (RouteEntry route in network.Routes)
        {
            if (route.Link == link.Index && IsDefault(route, isIPv6) && (best is not { } other || IsBefore(route, other)))
                best = route;
        }

        return best;
    }

    private static bool IsBefore(RouteEntry route, RouteEntry other)
    {
        bool isMain = route.Table == RouteEntry.MainTable;
        if (isMain != (other.Table == RouteEntry.MainTable))
            return isMain;
        return route.Destination.Length == other.Destination.Length
            ? route.Priority < other.Priority
            : route.Destination.Length < other.Destination.Length;
    }

    /// <summary>Not of our own tables: those lead where others lead already.</summary>
    private static bool IsDefault(RouteEntry route, bool isIPv6) =>
        route.Destination.IsIPv6 == isIPv6 && route.Destination.Length <= LongestDefault && route.Type == RouteType.Unicast
        && route.Table != LocalTable && route.Protocol != TunnelRules.Protocol;

    /// <summary>Of IPv4 where there is one: the kernel gives all IPv6 routes 1024 by itself.</summary>
    private static uint MetricOf(List<RouteEntry> routes)
    {
        foreach (RouteEntry route in routes)
        {
            if (route.Table == RouteEntry.MainTable)
                return route.Priority;
        }

        return Uplink.NoMetric;
    }
}
