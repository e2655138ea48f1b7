using Holdfast.Esp;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>
/// Transport mode through a NAT (RFC 7296 section 2.23.1): the gateway names the addresses that it sees. For an end behind a NAT
/// that is another than the host has, which takes its place before the selectors are looked at.
/// </summary>
public static class TransportSelectors
{
    /// <summary>Our side of what the gateway names.</summary>
    public static IReadOnlyList<TrafficSelector> Local(TsPayload named, ChildSettings settings, NatStatus nat) =>
        Restore(named, settings, settings.Local, nat.LocalIsBehindNat);

    public static IReadOnlyList<TrafficSelector> Remote(TsPayload named, ChildSettings settings, NatStatus nat) =>
        Restore(named, settings, settings.Remote, nat.RemoteIsBehindNat);

    private static IReadOnlyList<TrafficSelector> Restore(
        TsPayload named, ChildSettings settings, IReadOnlyList<TrafficSelector> known, bool isBehindNat)
    {
        bool isMeant = settings.Mode == EspMode.Transport && isBehindNat && known.Count > 0 && IsHost(known[0]);
        return isMeant ? [.. named.Selectors.Select(s => With(s, known[0]))] : named.Selectors;
    }

    private static TrafficSelector With(TrafficSelector named, TrafficSelector known) =>
        IsHost(named) && named.Family == known.Family
            ? new TrafficSelector(named.IpProtocol, named.Ports, known.Start, known.Start)
            : named;

    private static bool IsHost(TrafficSelector selector) => selector.Start == selector.End;
}
