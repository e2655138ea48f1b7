using Holdfast.Host.Kernel;
using Holdfast.Host.Net;

namespace Holdfast.Host.Session;

/// <summary>
/// Keeps the session that carries the traffic on a way to the gateway that exists: by MOBIKE where that was agreed on, else
/// by a new session beside it.
/// </summary>
public sealed class PathFollower
{
    private readonly HostContext _host;
    private readonly PathChooser _paths;
    private readonly Traffic _traffic;

    public PathFollower(HostContext host, PathChooser paths, Traffic traffic)
    {
        (_host, _paths, _traffic) = (host, paths, traffic);
        Tcp = new TcpFallback(host, traffic, this);
    }

    internal TcpFallback Tcp { get; }

    /// <summary>The kernel has no way to any address of the gateway.</summary>
    public bool IsOffline { get; private set; }

    /// <summary>
    /// Addresses or routes of this host may have changed. Without any way to the gateway it waits silently: the session
    /// outlives short gaps.
    /// </summary>
    /// <returns>Why a new session is needed; null: none is.</returns>
    public string? Follow(LiveSession live)
    {
        Tcp.HandleNetwork();
        GatewayRoute? best = _paths.Best(live);
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
    /// <param name="toTcp">UDP is of no use at all.</param>
    public string? Leave(LiveSession live, bool toTcp = false)
    {
        live.Way.Renew();
        if (toTcp)
        {
            Tcp.Try(live);
            return null;
        }

        return _paths.Another(live) is { } route ? Move(live, route) : null;
    }

    /// <summary>The kernel can't take the session there: where that is left open, it makes room for one that the agent carries.</summary>
    private string? Leave(LiveSession live, GatewayRoute route, string path)
    {
        PathDecision other = _host.Path.Decide(_host.Settings, route.Gateway.IsIPv6, route.TcpPort != 0);
        bool canBeAnother = other.Kind != TunnelKind.None;
        _host.Log.Warning($"{path}, where the kernel can't carry the session ({other.Why}); "
            + (canBeAnother ? "it is built anew" : "it stays where it is"));
        if (canBeAnother)
            live.Close();
        return null;
    }

    /// <param name="link">For a route by TCP; null: another is made.</param>
    /// <returns>Why a new session is needed; null: none is.</returns>
    internal string? Move(LiveSession live, GatewayRoute route, TcpLink? link = null)
    {
        string path = $"the path is now from {route.Local} to {route.Gateway}{(route.TcpPort == 0 ? "" : $", TCP port {route.TcpPort}")}";
        if (!_host.Path.CanMove(_host.Settings, route.Gateway.IsIPv6, route.TcpPort != 0))
            return Leave(live, route, path);
        if (live.TryMove(route, link))
        {
            _host.Log.Info(path);
            _traffic.Update();
            return null;
        }

        return path;
    }
}
