using Holdfast.Host.Names;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Wire;
using LinuxPrefix = Holdfast.Platform.IpPrefix;
using WirePrefix = Holdfast.Wire.IpPrefix;

namespace Holdfast.Host.Net;

/// <summary>What a plan is made for: the tunnel as granted, and the way to the gateway.</summary>
/// <param name="Local">This host's address towards the gateway.</param>
/// <param name="Gateways">Every address of the gateway that IKE may use.</param>
/// <param name="Kept">Inner addresses of a session that is being closed: its last packets still arrive.</param>
public sealed record TunnelNeeds(
    TunnelConfiguration Tunnel, IpAddress Local, IReadOnlyList<IpAddress> Gateways, IReadOnlyList<IpAddress> Kept)
{
    /// <summary>The link that the routes name; for a tunnel without a device.</summary>
    public int Link { get; init; }

    /// <summary>Bytes; for a tunnel without a device.</summary>
    public int Mtu { get; init; }
}

/// <summary>
/// From what the gateway granted to addresses, routes and rules. The routes live in a table of their own, which packets
/// with the agent's mark never look into. Without a kill switch a throw route keeps the gateway's addresses out of it for
/// everybody else too; with one, only the agent's own packets get past the tunnel (TunnelCrack ServerIP). Everything carries
/// <see cref="TunnelRules.Protocol"/>, so that what a crash left behind is known as ours.
/// </summary>
/// <param name="link">The tunnel's device; 0 for a tunnel that is made of the kernel's policies alone.</param>
/// <param name="device">Its name; null for a tunnel without one.</param>
/// <param name="addressLink">Where inner addresses are; 0 for the device.</param>
public sealed class TunnelPlanner(int link, string? device, TunnelRules rules, bool useDns, int addressLink = 0)
{
    private bool HasDevice => link != 0;

    public TunnelPlan Plan(TunnelNeeds needs) => new(Items(needs));

    private static LinuxPrefix ToLinux(WirePrefix prefix) => new(prefix.Network.ToIPAddress(), prefix.Length);

    private IEnumerable<PlanItem> Items(TunnelNeeds needs)
    {
        TunnelConfiguration tunnel = needs.Tunnel;
        if (HasDevice)
            yield return new LinkUpItem(link);
        List<IpAddress> inner = [.. tunnel.Addresses.Concat(needs.Kept).Distinct()];
        if (inner.Count > 0)
            yield return new FilterItem(device, inner);
        foreach (IpAddress address in inner)
            yield return new AddressItem(new AddressEntry(addressLink == 0 ? link : addressLink, LinuxPrefix.Host(address.ToIPAddress())));
        WirePrefix[] all = tunnel.Remote.SelectMany(s => s.ToPrefixes()).Distinct();
        WirePrefix[][] families = all.Select(d => d.Family).Distinct().Where(f => IsUsable(f, tunnel))
            .Select(f => all.Where(d => d.Family == f));
        foreach (PlanItem route in families.SelectMany(f => Routes(f, needs)))
            yield return route;
        foreach (PlanItem rule in families.SelectMany(Rules))
            yield return rule;
        IReadOnlyList<IpAddress> servers = GrantedNames.Servers(tunnel);
        IReadOnlyList<EncryptedServer> encrypted = GrantedNames.Encrypted(tunnel);
        if (useDns && (servers.Count > 0 || encrypted.Count > 0))
            yield return new NameServersItem(servers, GrantedNames.Domains(tunnel), HasDevice) { Encrypted = encrypted };
    }

    /// <summary>IPv6 belongs into the tunnel only with an IPv6 address or network at our end of it.</summary>
    public static bool IsUsable(IpFamily family, TunnelConfiguration tunnel) =>
        family == IpFamily.IPv4
        || tunnel.Addresses.Any(a => a.IsIPv6)
        || tunnel.Local.Any(s => s.Start is { IsIPv6: true, IsUnspecified: false });

    /// <summary>
    /// Without a device the routes name a dead end: a packet that no policy matches leads nowhere, and the policies send the others
    /// on by the way that their outer address has.
    /// </summary>
    private IEnumerable<PlanItem> Routes(WirePrefix[] destinations, TunnelNeeds needs)
    {
        if (!rules.KillSwitch && (!needs.Tunnel.HasTransportMode || !HasDevice))
        {
            foreach (IpAddress gateway in needs.Gateways.Where(g => g.Family == destinations[0].Family))
                yield return Route(new RouteEntry(LinuxPrefix.Host(gateway.ToIPAddress())) { Type = RouteType.Throw });
        }

        foreach (WirePrefix destination in WithNamed(destinations).Where(d => HasDevice || !IsGateway(d, needs)))
        {
            yield return Route(new RouteEntry(ToLinux(destination))
            {
                Link = HasDevice ? link : needs.Link,
                Mtu = HasDevice ? 0 : needs.Mtu,
                PreferredSource = SourceFor(destination, needs) is { IsUnspecified: false } source ? source.ToIPAddress() : null,
            });
        }
    }

    /// <summary>
    /// A kill switch stops each network that is named by a route of its own: where the gateway granted more than that in one
    /// piece, the network has one into the tunnel as well.
    /// </summary>
    private List<WirePrefix> WithNamed(IEnumerable<WirePrefix> granted)
    {
        List<WirePrefix> all = [.. granted];
        foreach (WirePrefix named in rules.KillSwitch ? rules.Remote : [])
        {
            bool isWithin = false;
            foreach (WirePrefix one in granted)
                isWithin |= one.Length < named.Length && one.Contains(named.Network);
            if (isWithin && !all.Contains(named))
                all.Add(named);
        }

        return all;
    }

    /// <summary>Transport mode is between the outer addresses; all else leaves from the inner one.</summary>
    private static IpAddress SourceFor(WirePrefix destination, TunnelNeeds needs)
    {
        return needs.Tunnel.HasTransportMode && IsGateway(destination, needs) && needs.Local.Family == destination.Family
            ? needs.Local
            : needs.Tunnel.Addresses.FirstOrDefault(a => a.Family == destination.Family);
    }

    private static bool IsGateway(WirePrefix destination, TunnelNeeds needs) =>
        destination.Length == WirePrefix.Bits(destination.Family) && needs.Gateways.Contains(destination.Network);

    /// <summary>With a kill switch the rules are there already, and stay.</summary>
    private IEnumerable<PlanItem> Rules(WirePrefix[] destinations) => rules.KillSwitch
        ? []
        : rules.Of(destinations[0].Family == IpFamily.IPv6, destinations.Any(d => d.Length == 0));

    private RouteItem Route(RouteEntry route) => new(route with { Table = rules.Table, Protocol = TunnelRules.Protocol });
}
