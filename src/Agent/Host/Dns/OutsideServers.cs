using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>
/// Which name servers the agent itself asks: those outside of its tunnels. A tunnel's own come first for everybody else, and when it is
/// dead, which is when the gateway's name has to be looked up anew, they answer nobody.
/// </summary>
public static class OutsideServers
{
    /// <summary>Where a resolver on this host has what it was given by the uplinks: systemd-resolved, OpenWrt's dnsmasq.</summary>
    public static readonly IReadOnlyList<string> UplinkFiles =
        ["/run/systemd/resolve/resolv.conf", "/tmp/resolv.conf.d/resolv.conf.auto", "/tmp/resolv.conf.auto"];

    /// <param name="text">Of resolv.conf.</param>
    /// <param name="inTunnel">The servers that tunnels have brought.</param>
    /// <param name="read">Reads one of <see cref="UplinkFiles"/>; empty where there is none.</param>
    public static ResolvConf Find(string text, IReadOnlyCollection<IpAddress> inTunnel, Func<string, string> read)
    {
        if (inTunnel.Count == 0)
            return ResolvConf.Parse(text);
        ResolvConf outside = ResolvConf.Parse(text, inTunnel);
        if (outside.Servers.All(server => server.Address.IsLoopback))
            outside = outside with { Servers = [.. FromUplinks(inTunnel, read).Concat(outside.Servers).Take(ResolvConf.MaxServers)] };
        return outside.Servers.Count > 0 ? outside : ResolvConf.Parse(text);
    }

    private static IReadOnlyList<DnsServer> FromUplinks(IReadOnlyCollection<IpAddress> inTunnel, Func<string, string> read)
    {
        foreach (string path in UplinkFiles)
        {
            ResolvConf conf = ResolvConf.Parse(read(path), inTunnel);
            if (conf.Servers.Count > 0)
                return conf.Servers;
        }

        return [];
    }
}
