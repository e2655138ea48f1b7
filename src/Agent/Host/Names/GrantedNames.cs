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
    private const byte Tcp = 6, Udp = 17;

    public static IReadOnlyList<IpAddress> Servers(TunnelConfiguration tunnel) => [.. tunnel.DnsServers.Where(server => IsWithin(tunnel, server, Udp, Port))];

    public static IReadOnlyList<IpAddress> Unreachable(TunnelConfiguration tunnel) => [.. tunnel.DnsServers.Where(server => !IsWithin(tunnel, server, Udp, Port))];

    /// <summary>Those that do DNS over TLS, which is what systems can; in the gateway's order of preference.</summary>
    public static IReadOnlyList<EncryptedServer> Encrypted(TunnelConfiguration tunnel)
    {
        List<EncryptedServer> servers = [];
        foreach (EncryptedDns resolver in tunnel.EncryptedDns)
        {
            foreach (IpAddress address in resolver.Addresses)
            {
                if (IsUsable(tunnel, resolver, address))
                    servers.Add(new EncryptedServer(address, resolver.Service.Port, resolver.Name));
            }
        }

        return servers;
    }

    /// <summary>Encrypted ones of which no address can be used, each with what it offers.</summary>
    public static IReadOnlyList<string> Unusable(TunnelConfiguration tunnel)
    {
        List<string> others = [];
        foreach (EncryptedDns resolver in tunnel.EncryptedDns)
        {
            bool isUsable = false;
            foreach (IpAddress address in resolver.Addresses)
                isUsable |= IsUsable(tunnel, resolver, address);
            if (!isUsable)
                others.Add(Describe(resolver));
        }

        return others;
    }

    /// <summary>For people.</summary>
    public static string Describe(EncryptedDns resolver) => $"{resolver.Name} ({string.Join(", ", resolver.Addresses)}: {resolver.Service})";

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

    private static bool IsUsable(TunnelConfiguration tunnel, EncryptedDns resolver, IpAddress address) =>
        resolver.Service.Tls && IsWithin(tunnel, address, Tcp, resolver.Service.Port == 0 ? EncryptedServer.UsualPort : resolver.Service.Port);

    private static bool IsWithin(TunnelConfiguration tunnel, IpAddress server, byte protocol, int port)
    {
        foreach (TrafficSelector one in tunnel.Remote)
        {
            if (one.Family == server.Family && one.Start <= server && server <= one.End
                && (one.IpProtocol == 0 || one.IpProtocol == protocol) && one.StartPort <= port && port <= one.EndPort)
                return TunnelPlanner.IsUsable(server.Family, tunnel);
        }

        return false;
    }
}
