using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>The addresses from <paramref name="First"/> to <paramref name="Last"/>, of one family.</summary>
public readonly record struct AddressSpan(IpAddress First, IpAddress Last)
{
    public static AddressSpan Of(IpPrefix prefix) => new(prefix.Network, prefix.Last);

    /// <summary>All addresses of a family.</summary>
    public static AddressSpan All(IpFamily family) => new(IpAddress.First(family), IpAddress.Last(family));

    /// <summary>One address.</summary>
    public static AddressSpan Of(IpAddress address) => new(address, address);
}

/// <summary>
/// A traffic selector as it is configured. Without <paramref name="Addresses"/> it is for whatever addresses the end it
/// stands for has.
/// </summary>
/// <param name="Protocol">0 for all.</param>
public sealed record SelectorConfig(AddressSpan? Addresses, byte Protocol, PortRange Ports)
{
    public static SelectorConfig Of(IpPrefix prefix) => new(AddressSpan.Of(prefix), 0, PortRange.Any);

    /// <summary>One selector, or one for each of the <paramref name="own"/> addresses where none are configured.</summary>
    public IEnumerable<TrafficSelector> For(IEnumerable<AddressSpan> own) =>
        (Addresses is { } fixedOnes ? [fixedOnes] : own)
        .Select(span => new TrafficSelector(Protocol, Ports, span.First, span.Last));

    /// <summary>As it is written in the file.</summary>
    public override string ToString() => SelectorText.Format(this);
}
