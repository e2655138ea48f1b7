using System.Diagnostics;
using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Faults;

/// <summary>
/// The service manager's side of a watchdog (sd_watchdog_enabled(3)). It counts only for a daemon that has fed it: one that
/// does not know it is left alone.
/// </summary>
public sealed class Watchdog(string path) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly NotifySocket _socket = new(path);
    private long? _fedAt;

    /// <summary>The variables of the daemon's environment, each as NAME=VALUE.</summary>
    /// <param name="path">Of the socket, as the daemon sees it.</param>
    public static IReadOnlyList<string> Variables(string path) =>
        [$"NOTIFY_SOCKET={path}", $"WATCHDOG_USEC={(long)Limit.TotalMicroseconds}"];

    /// <summary>It was fed before, and not within the limit.</summary>
    public bool IsExpired
    {
        get
        {
            if (_socket.Read().Contains("WATCHDOG=1"))
                _fedAt = Stopwatch.GetTimestamp();
            return _fedAt is { } at && Stopwatch.GetElapsedTime(at) > Limit;
        }
    }

    /// <summary>Another process begins.</summary>
    public void Reset()
    {
        _socket.Read();
        _fedAt = null;
    }

    public void Dispose() => _socket.Dispose();
}
