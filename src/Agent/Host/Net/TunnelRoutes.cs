using Holdfast.Platform;
using Holdfast.Wire;
using LinuxPrefix = Holdfast.Platform.IpPrefix;
using WirePrefix = Holdfast.Wire.IpPrefix;

namespace Holdfast.Host.Net;

/// <summary>
/// Addresses, routes and rules of the tunnel. The routes live in a table of their own, which packets with the agent's mark
/// never look into; a throw route keeps the gateway's address out of it for everybody else too. Everything carries
/// <see cref="Protocol"/>, so that what a crash left behind is known as ours.
/// </summary>
public sealed class TunnelRoutes(RouteNetlink netlink, uint table, uint mark, UndoStack undo, Log log)
{
    /// <summary>The tag of our routes and rules (rtm_protocol, FRA_PROTOCOL); not assigned to anyone else.</summary>
    public const byte Protocol = 72;

    /// <summary>Before the main table (32766): what the main table knows better than by its default route.</summary>
    public const uint SuppressPriority = 18500;

    /// <summary>Then the tunnel's table, for all that is not the agent's own.</summary>
    public const uint TablePriority = 18501;

    /// <summary>Takes away what an agent that was killed left behind; says how many things.</summary>
    public static int RemoveLeftovers(RouteNetlink netlink)
    {
        int removed = 0;
        foreach (RuleEntry rule in netlink.Rules().Where(r => r.Protocol == Protocol))
            removed += netlink.Delete(rule) ? 1 : 0;
        foreach (RouteEntry route in netlink.Routes().Where(r => r.Protocol == Protocol))
            removed += netlink.Delete(route) ? 1 : 0;
        return removed;
    }

    /// <exception cref="LinuxException">One change was refused; those before are on the undo stack.</exception>
    public void Apply(LinkEntry link, IpAddress gateway, IReadOnlyList<IpAddress> addresses, IReadOnlyList<TrafficSelector> remote)
    {
        foreach (IpAddress address in addresses)
            AddAddress(link, address);

        List<WirePrefix> destinations = [.. remote.SelectMany(s => s.ToPrefixes()).Distinct()];
        foreach (IpFamily family in Enum.GetValues<IpFamily>())
        {
            List<WirePrefix> ofFamily = [.. destinations.Where(d => d.Family == family)];
            if (ofFamily.Count > 0 && IsUsable(family, addresses))
                AddFamily(link, gateway, addresses.FirstOrDefault(a => a.Family == family), family, ofFamily);
        }
    }

    private static LinuxPrefix ToLinux(WirePrefix prefix) => new(prefix.Network.ToIPAddress(), prefix.Length);

    /// <summary>Without an inner IPv6 address nothing of IPv6 belongs into the tunnel; a site's IPv4 subnet may do without.</summary>
    private static bool IsUsable(IpFamily family, IReadOnlyList<IpAddress> addresses) =>
        family == IpFamily.IPv4 || addresses.Any(a => a.IsIPv6);

    private void AddFamily(
        LinkEntry link, IpAddress gateway, IpAddress source, IpFamily family, List<WirePrefix> destinations)
    {
        bool isIPv6 = family == IpFamily.IPv6;
        if (gateway.Family == family)
            AddRoute(new RouteEntry(LinuxPrefix.Host(gateway.ToIPAddress())) { Type = RouteType.Throw });
        foreach (WirePrefix destination in destinations)
        {
            AddRoute(new RouteEntry(ToLinux(destination))
            {
                Link = link.Index,
                PreferredSource = source.IsUnspecified ? null : source.ToIPAddress(),
            });
        }

        // A full tunnel must not cut the site off from its own network.
        if (destinations.Any(d => d.Length == 0))
        {
            AddRule(new RuleEntry(isIPv6, SuppressPriority, RouteEntry.MainTable)
            {
                SuppressPrefixLength = 0,
                Protocol = Protocol,
            });
        }

        AddRule(new RuleEntry(isIPv6, TablePriority, table)
        {
            Mark = mark,
            Mask = uint.MaxValue,
            Invert = true,
            Protocol = Protocol,
        });
    }

    private void AddAddress(LinkEntry link, IpAddress address)
    {
        AddressEntry entry = new(link.Index, LinuxPrefix.Host(address.ToIPAddress()));
        try
        {
            if (netlink.Add(entry))
                undo.Push($"address {address}", () => netlink.Delete(entry));
        }
        catch (LinuxException failure) when (address.IsIPv6)
        {
            log.Warning($"no IPv6 on this machine, {address} is left out: {failure.Message}");
        }
    }

    private void AddRoute(RouteEntry route)
    {
        RouteEntry tagged = route with { Table = table, Protocol = Protocol };
        if (netlink.Add(tagged, replace: true))
            undo.Push($"route {tagged}", () => netlink.Delete(tagged));
    }

    private void AddRule(RuleEntry rule)
    {
        if (netlink.Add(rule))
            undo.Push($"rule {rule}", () => netlink.Delete(rule));
    }
}
