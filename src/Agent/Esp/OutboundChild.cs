namespace Holdfast.Esp;

/// <summary>The way out through one Child SA, which is known by its inbound SPI.</summary>
public sealed record OutboundChild(uint InboundSpi, SelectorPolicy Policy, OutboundSa Sa)
{
    /// <summary>It may send, and does unless one that follows it may too.</summary>
    public bool MaySend { get; init; } = true;
}
