using Holdfast.Platform;

namespace Holdfast.Host.Links;

/// <summary>What the link layer knows of an uplink's next router.</summary>
public enum RouterState
{
    /// <summary>Nobody has asked for it, or the link has no such thing.</summary>
    Unknown,

    Answers,

    /// <summary>It does not answer ARP or neighbour discovery.</summary>
    Silent,
}

/// <summary>
/// Reads the neighbour table. The agent's own packets have the kernel ask for the router, so that what is there is of these
/// seconds whenever attempts are in vain.
/// </summary>
public static class RouterCheck
{
    private const NeighbourState Known =
        NeighbourState.Reachable | NeighbourState.Stale | NeighbourState.Delay | NeighbourState.Permanent | NeighbourState.NoArp;

    /// <summary>A router that answers in one family is alive.</summary>
    public static RouterState Of(Uplink uplink, IReadOnlyList<NeighbourEntry> neighbours)
    {
        RouterState state = RouterState.Unknown;
        foreach (NeighbourEntry neighbour in neighbours)
        {
            if (neighbour.Link != uplink.Link || !IsRouter(uplink, neighbour))
                continue;
            if ((neighbour.State & Known) != 0)
                return RouterState.Answers;
            if ((neighbour.State & (NeighbourState.Failed | NeighbourState.Incomplete)) != 0)
                state = RouterState.Silent;
        }

        return state;
    }

    private static bool IsRouter(Uplink uplink, NeighbourEntry neighbour)
    {
        foreach (RouteEntry route in uplink.DefaultRoutes)
        {
            if (route.Gateway is { } gateway && gateway.Equals(neighbour.Address))
                return true;
        }

        return false;
    }
}
