using Holdfast.Host.Kernel;
using Holdfast.Host.Net;

namespace Holdfast.Host.Session;

/// <summary>
/// Keeps the session that carries the traffic on a way to the gateway that exists: by MOBIKE where that was agreed on, else
/// by a new session beside it.
/// </summary>
public sealed class PathFollower(HostContext host, PathChooser paths, Traffic traffic)
{
    /// <summary>The kernel has no way to any address of the gateway.</summary>
    public bool IsOffline { get; private set; }

    /// <summary>
    /// Addresses or routes of this host may have changed. Without any way to the gateway it waits silently: the session
    /// outlives short gaps.
    /// </summary>
    /// <returns>Why a new session is needed; null: none is.</returns>
    public string? Follow(LiveSession live)
    {
        GatewayRoute? best = paths.Best(live);
        bool wasOffline = IsOffline;
        IsOffline = best is null;
        if (best is { } route && route != live.Route)
            return Move(live, route);
        if (wasOffline && best is not null)
            live.HandleReturn();
        return null;
    }

    /// <summary>The gateway does not answer on the way in use: takes another one, if there is one.</summary>
    /// <returns>Why a new session is needed; null: none is.</returns>
    public string? Leave(LiveSession live) => paths.Another(live) is { } route ? Move(live, route) : null;

    /// <summary>The kernel can't take the session there: where that is left open, it makes room for one that the agent carries.</summary>
    private string? Leave(LiveSession live, GatewayRoute route, string path)
    {
        PathDecision other = host.Path.Decide(host.Settings, route.Gateway.IsIPv6);
        bool canBeAnother = other.Kind != TunnelKind.None;
        host.Log.Warning($"{path}, where the kernel can't carry the session ({other.Why}); "
            + (canBeAnother ? "it is built anew" : "it stays where it is"));
        if (canBeAnother)
            live.Close();
        return null;
    }

    private string? Move(LiveSession live, GatewayRoute route)
    {
        string path = $"the path is now from {route.Local} to {route.Gateway}";
        if (!host.Path.CanMove(host.Settings, route.Gateway.IsIPv6))
            return Leave(live, route, path);
        if (live.TryMove(route))
        {
            host.Log.Info(path);
            traffic.Update();
            return null;
        }

        return path;
    }
}
