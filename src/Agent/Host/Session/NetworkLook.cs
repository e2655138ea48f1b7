using Holdfast.Supervision;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>What ways to the outside the kernel has, by asking it for some.</summary>
internal sealed class NetworkLook(HostContext host, Func<IEnumerable<IpAddress>> gateways)
{
    /// <summary>Of the networks for documentation (RFC 5737, RFC 3849): nothing is sent there, only the route is asked for.</summary>
    private static readonly IpAddress[] Somewhere = [IpAddress.Parse("192.0.2.1"), IpAddress.Parse("2001:db8::1")];

    private readonly HashSet<(IpAddress, IpAddress)> _ways = [];
    private long _generation;

    public NetworkView View()
    {
        HashSet<(IpAddress, IpAddress)> ways = [];
        bool hasIPv4 = false, hasIPv6 = false;
        foreach (IpAddress address in gateways().Concat(Somewhere))
        {
            if (!host.TryFindLocal(address, out IpAddress local, out _))
                continue;
            ways.Add((address, local));
            hasIPv4 |= !address.IsIPv6;
            hasIPv6 |= address.IsIPv6;
        }

        if (!ways.SetEquals(_ways))
        {
            _generation++;
            _ways.Clear();
            _ways.UnionWith(ways);
        }

        return new NetworkView(hasIPv4, hasIPv6, _generation);
    }
}
