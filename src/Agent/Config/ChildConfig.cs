using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>One Child SA that a connection wants to have.</summary>
public sealed record ChildConfig
{
    /// <summary>For logs and status; unique within the connection.</summary>
    public required string Name { get; init; }

    /// <summary>ESP between the two hosts themselves, without an inner IP header.</summary>
    public required bool IsTransport { get; init; }

    public required IReadOnlyList<EspProposalConfig> Esp { get; init; }

    /// <summary>What is behind the gateway, never empty. In transport mode only protocols and ports count.</summary>
    public required IReadOnlyList<SelectorConfig> Remote { get; init; }

    /// <summary>What the tunnel is for; nothing in transport mode, which has no networks.</summary>
    public IReadOnlyList<SelectorConfig> TunnelledRemote => IsTransport ? [] : Remote;

    /// <summary>What is at this site; empty for the virtual address alone.</summary>
    public required IReadOnlyList<SelectorConfig> Local { get; init; }

    /// <summary>Hard end of the keys.</summary>
    public required TimeSpan RekeyTime { get; init; }

    /// <summary>What one direction may carry; 0 for no limit.</summary>
    public required ulong RekeyBytes { get; init; }

    public required ulong RekeyPackets { get; init; }

    /// <summary>All of a family goes through the tunnel.</summary>
    public bool TakesAll(IpFamily family) =>
        TunnelledRemote.Any(selector => selector.Addresses is { } span && span == AddressSpan.All(family));
}
