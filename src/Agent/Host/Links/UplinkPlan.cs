using Holdfast.Host.Net;
using Holdfast.Platform;

namespace Holdfast.Host.Links;

/// <summary>
/// What has the agent's own packets leave over one uplink: its default routes in a table of the agent's, and two rules for the
/// agent's mark. The first has the main table's routes to single networks go on, so that what is on some link of this host stays
/// reachable there; the second leads into that table. Behind both the main table still follows. Every lookup with the mark
/// goes by them: for a local address, for the agent's sockets, and for ESP of the kernel.
/// </summary>
public static class UplinkPlan
{
    /// <summary>Before all rules for tunnels, though none of those is for packets with the mark.</summary>
    public const uint NetworksPriority = TunnelRules.PinPriority, UplinkPriority = TunnelRules.PinPriority + 1;

    /// <summary>The same in both families, so that a route takes the place of the one before, and is known when it is read again.</summary>
    private const uint Metric = 1024;

    /// <summary>Halves of the Internet are no single networks either.</summary>
    private const int LongestDefault = 1;

    /// <param name="closed">The families that the uplink does not have, and that are not to go over another one.</param>
    public static TunnelPlan Of(Uplink uplink, IReadOnlyList<uint> marks, ClosedFamilies closed) => new(Items(uplink, marks, closed));

    /// <summary>The uplink has a default route that can be made anew.</summary>
    public static bool CanPin(Uplink uplink) => uplink.DefaultRoutes.Count > 0;

    private static List<PlanItem> Items(Uplink uplink, IReadOnlyList<uint> marks, ClosedFamilies closed)
    {
        List<PlanItem> items = [];
        foreach (bool isIPv6 in new[] { false, true })
        {
            if (uplink.DefaultRoute(isIPv6) is { } route)
                AddRoutes(items, route);
            else if (closed.Has(isIPv6))
                items.Add(new RouteItem(Ours(IpPrefix.Default(isIPv6)) with { Type = RouteType.Unreachable }));
        }

        foreach (bool isIPv6 in new[] { false, true })
        {
            foreach (uint mark in marks)
            {
                RuleEntry rule = new(isIPv6, UplinkPriority, Config.ConfigDefaults.UplinkTable)
                {
                    Mark = mark, Mask = uint.MaxValue, Protocol = TunnelRules.Protocol,
                };
                items.Add(new RuleItem(rule with
                {
                    Priority = NetworksPriority, Table = RouteEntry.MainTable, SuppressPrefixLength = LongestDefault,
                }));
                items.Add(new RuleItem(rule));
            }
        }

        return items;
    }

    /// <summary>
    /// The kernel takes a route only where it finds the way to its gateway, and looks for that in the same table first. Elsewhere a
    /// kill switch may be in its way.
    /// </summary>
    private static void AddRoutes(List<PlanItem> items, RouteEntry route)
    {
        if (route.Gateway is { IsIPv6LinkLocal: false } gateway)
            items.Add(new RouteItem(Ours(IpPrefix.Host(gateway)) with { Link = route.Link }));
        items.Add(new RouteItem(Ours(IpPrefix.Default(route.Destination.IsIPv6)) with
        {
            Link = route.Link, Gateway = route.Gateway, PreferredSource = route.PreferredSource, Mtu = route.Mtu, IsOnLink = route.IsOnLink,
        }));
    }

    private static RouteEntry Ours(IpPrefix destination) =>
        new(destination) { Table = Config.ConfigDefaults.UplinkTable, Priority = Metric, Protocol = TunnelRules.Protocol };
}

/// <summary>IP families in which nothing of the agent's leaves.</summary>
public readonly record struct ClosedFamilies(bool IPv4, bool IPv6)
{
    public bool Has(bool isIPv6) => isIPv6 ? IPv6 : IPv4;
}
