using Holdfast.Host.Net;
using Holdfast.Ike.Actions;
using Holdfast.Wire;

namespace Holdfast.Host.Names;

/// <summary>
/// What is used of what the gateway says about names. Of its servers only those that its tunnel leads to: the names of this site
/// are not to go in clear to whoever the gateway names.
/// </summary>
public static class GrantedNames
{
    private const int Port = 53;
    private const byte Udp = 17;

    public static IReadOnlyList<IpAddress> Servers(TunnelConfiguration tunnel) => [.. tunnel.DnsServers.Where(server => IsWithin(tunnel, server))];

    public static IReadOnlyList<IpAddress> Unreachable(TunnelConfiguration tunnel) => [.. tunnel.DnsServers.Where(server => !IsWithin(tunnel, server))];

    /// <summary>Where everything goes through the tunnel, so do all names (RFC 8598 section 5).</summary>
    public static IReadOnlyList<string> Domains(TunnelConfiguration tunnel)
    {
        foreach (TrafficSelector one in tunnel.Remote)
        {
            if (one == TrafficSelector.Any(one.Family))
                return [];
        }

        return tunnel.DnsDomains;
    }

    private static bool IsWithin(TunnelConfiguration tunnel, IpAddress server)
    {
        foreach (TrafficSelector one in tunnel.Remote)
        {
            if (one.Family == server.Family && one.Start <= server && server <= one.End
                && one.IpProtocol is 0 or Udp && one.StartPort <= Port && Port <= one.EndPort)
                return TunnelPlanner.IsUsable(server.Family, tunnel);
        }

        return false;
    }
}
