using Holdfast.Platform;

namespace Holdfast.Host.Links;

/// <summary>What the kernel has of the network at one time.</summary>
/// <param name="Routes">Of all tables and both families.</param>
/// <param name="Ways">Where the kernel sends the agent's own packets to gateways and to some address of the Internet.</param>
public sealed record NetworkSnapshot(
    IReadOnlyList<LinkEntry> Links, IReadOnlyList<AddressEntry> Addresses, IReadOnlyList<RouteEntry> Routes, IReadOnlyList<RouteEntry> Ways);
