using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>
/// The traffic that a Child SA was negotiated for: any local with any remote selector (RFC 7296 section 2.9).
/// Immutable, so both directions may share one.
/// </summary>
public sealed class SelectorPolicy(IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote)
{
    private readonly TrafficSelector[] _local = [.. local];
    private readonly TrafficSelector[] _remote = [.. remote];

    /// <summary>From our side to the peer's.</summary>
    public bool AllowsOutbound(in InnerPacket packet) =>
        Matches(_local, packet.Source, packet.Protocol, packet.SourcePort)
        && Matches(_remote, packet.Destination, packet.Protocol, packet.DestinationPort);

    /// <summary>From the peer's side to ours.</summary>
    public bool AllowsInbound(in InnerPacket packet) =>
        Matches(_remote, packet.Source, packet.Protocol, packet.SourcePort)
        && Matches(_local, packet.Destination, packet.Protocol, packet.DestinationPort);

    /// <summary>The same selectors, in whatever order.</summary>
    public bool IsSameAs(SelectorPolicy other) =>
        IsSameSet(_local, other._local) && IsSameSet(_remote, other._remote);

    private static bool IsSameSet(TrafficSelector[] left, TrafficSelector[] right) =>
        left.All(s => right.Contains(s)) && right.All(s => left.Contains(s));

    private static bool Matches(TrafficSelector[] selectors, IpAddress address, byte protocol, ushort? port)
    {
        foreach (TrafficSelector selector in selectors)
        {
            if (selector.Contains(address, protocol, port))
                return true;
        }

        return false;
    }
}
