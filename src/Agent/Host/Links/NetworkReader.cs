using System.Net;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Links;

/// <summary>Asks the kernel for all that <see cref="UplinkTable"/> and <see cref="RouterCheck"/> want to know.</summary>
/// <param name="mark">Of the agent's own packets.</param>
public sealed class NetworkReader(uint mark) : IDisposable
{
    /// <summary>Nobody's (RFC 5737, RFC 3849), so what the kernel says of them holds for any; nothing is sent there.</summary>
    private static readonly IPAddress[] Anywhere = [IPAddress.Parse("198.51.100.1"), IPAddress.Parse("2001:db8::1")];

    private readonly RouteNetlink _netlink = RouteNetlink.Open();

    /// <param name="gateways">Addresses of gateways, as far as they are known.</param>
    /// <exception cref="LinuxException">The kernel does not answer.</exception>
    public NetworkSnapshot Read(IEnumerable<IpAddress> gateways)
    {
        List<RouteEntry> ways = [];
        foreach (IpAddress gateway in gateways)
            AddWay(gateway.ToIPAddress(), ways);
        foreach (IPAddress address in Anywhere)
            AddWay(address, ways);
        return new NetworkSnapshot(_netlink.Links(), _netlink.Addresses(), _netlink.Routes(), ways);
    }

    /// <exception cref="LinuxException">The kernel does not answer.</exception>
    public IReadOnlyList<NeighbourEntry> Neighbours() => _netlink.Neighbours();

    public void Dispose() => _netlink.Dispose();

    private void AddWay(IPAddress address, List<RouteEntry> ways)
    {
        if (_netlink.LookUp(address, mark) is { } way)
            ways.Add(way);
    }
}
