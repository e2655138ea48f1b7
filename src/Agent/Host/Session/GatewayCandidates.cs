using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>
/// Which of the addresses that a gateway names for itself are taken for ways to it. Each gets a route around the tunnel, so one
/// of a network behind the gateway would lead traffic for that network past the tunnel, in clear.
/// </summary>
public static class GatewayCandidates
{
    /// <summary>Networks that mean something else at every site (RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291).</summary>
    private static readonly TrafficSelector[] Private =
    [
        Network("10.0.0.0", 8), Network("172.16.0.0", 12), Network("192.168.0.0", 16), Network("100.64.0.0", 10),
        Network("169.254.0.0", 16), Network("fc00::", 7), Network("fe80::", 10),
    ];

    /// <param name="named">By the gateway.</param>
    /// <param name="inUse">The address in use; where it is private, others of its kind may be meant in earnest.</param>
    /// <param name="tunnel">What goes through the tunnel; everything of a family says nothing about where the gateway is.</param>
    public static IReadOnlyList<IpAddress> Usable(
        IReadOnlyList<IpAddress> named, IpAddress inUse, IReadOnlyList<TrafficSelector> tunnel)
    {
        List<TrafficSelector> networks = [.. tunnel.Where(t => t != TrafficSelector.Any(t.Family))];
        return [.. named.Where(a => !IsIn(networks, a) && (IsIn(Private, inUse) || !IsIn(Private, a)))];
    }

    private static bool IsIn(IEnumerable<TrafficSelector> networks, IpAddress address) =>
        networks.Any(n => n.Family == address.Family && n.Start <= address && address <= n.End);

    private static TrafficSelector Network(string address, int length) =>
        TrafficSelector.FromPrefix(IpAddress.Parse(address), length);
}
