using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>How long a connection without a session waits, and whether it is for want of any way to the gateway.</summary>
public sealed class Waiting(HostContext host, PathChooser paths)
{
    /// <summary>The network tells when there is a way again; this is for when it does not.</summary>
    private static readonly TimeSpan OfflineWait = TimeSpan.FromMinutes(1);

    private readonly ReconnectPolicy _policy = new(host.Random);

    private IReadOnlyList<IpAddress> _gateways = [];
    private bool _hasStood;

    /// <summary>The kernel has no way to any address of the gateway.</summary>
    public bool IsOffline { get; set; }

    /// <summary>There was none, and now there is one.</summary>
    public bool IsOver => IsOffline && paths.HasAny(_gateways);

    /// <summary>All addresses of the gateway's name, as far as it was resolved.</summary>
    public void Learn(IReadOnlyList<IpAddress> gateways)
    {
        if (gateways.Count > 0)
            _gateways = gateways;
    }

    /// <summary>A session stood: the next loss begins with the shortest wait again.</summary>
    public void Reset()
    {
        (IsOffline, _hasStood) = (false, true);
        _policy.Reset();
    }

    /// <summary>The time to the next attempt; says so, but not again and again where there is no way at all.</summary>
    public TimeSpan Next(string problem)
    {
        bool wasOffline = IsOffline;
        IsOffline = _gateways.Count > 0 && !paths.HasAny(_gateways);
        TimeSpan wait = IsOffline ? OfflineWait : _policy.NextWait();
        string what = $"{(_hasStood ? "disconnected" : "not connected")}: {problem}";
        if (!IsOffline)
            host.Log.Warning($"{what}; next attempt in {wait.TotalSeconds:F1} s");
        else if (!wasOffline)
            host.Log.Warning($"{what}; no way to the gateway, waiting for one");
        return wait;
    }
}
