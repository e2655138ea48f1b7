using Holdfast.Platform;

namespace Holdfast.Host.Links;

/// <summary>What the kernel has of the network at one time.</summary>
public sealed class NetworkSnapshot(
    IReadOnlyList<LinkEntry> links, IReadOnlyList<AddressEntry> addresses, IReadOnlyList<RouteEntry> routes, IReadOnlyList<RouteEntry> ways)
{
    public IReadOnlyList<LinkEntry> Links => links;

    public IReadOnlyList<AddressEntry> Addresses => addresses;

    /// <summary>Of all tables and both families.</summary>
    public IReadOnlyList<RouteEntry> Routes => routes;

    /// <summary>Where the kernel sends the agent's own packets to gateways and to some address of the Internet.</summary>
    public IReadOnlyList<RouteEntry> Ways => ways;
}
