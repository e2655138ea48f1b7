using Holdfast.Host.Net;
using Holdfast.Ike.Actions;
using Holdfast.Wire;

namespace Holdfast.Host.Names;

/// <summary>
/// Of the name servers that the gateway assigns only those that its tunnel leads to are used: the names of this site are not to
/// go in clear to whoever the gateway names.
/// </summary>
public static class GrantedNames
{
    private const int Port = 53;
    private const byte Udp = 17;

    public static IReadOnlyList<IpAddress> Of(TunnelConfiguration tunnel) => [.. tunnel.DnsServers.Where(server => IsWithin(tunnel, server))];

    public static IReadOnlyList<IpAddress> Others(TunnelConfiguration tunnel) => [.. tunnel.DnsServers.Where(server => !IsWithin(tunnel, server))];

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
