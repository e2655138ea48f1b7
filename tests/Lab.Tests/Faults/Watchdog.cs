using System.Diagnostics;
using System.Globalization;
using Holdfast.Lab.Gateway;

namespace Holdfast.Lab.Faults;

/// <summary>
/// The service manager's side of a watchdog (sd_watchdog_enabled(3)), with the limit of holdfast.service, or another that the daemon
/// asks for (WATCHDOG_USEC of sd_notify(3)). It counts only for a daemon that has fed it: one that does not know it is left alone.
/// </summary>
public sealed class Watchdog(string path) : IDisposable
{
    private const string OwnLimit = "WATCHDOG_USEC=";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly NotifySocket _socket = new(path);
    private long? _fedAt;
    private TimeSpan _limit = Limit;

    /// <summary>The variables of the daemon's environment, each as NAME=VALUE.</summary>
    /// <param name="path">Of the socket, as the daemon sees it.</param>
    public static IReadOnlyList<string> Variables(string path) =>
        [$"NOTIFY_SOCKET={path}", $"WATCHDOG_USEC={(long)Limit.TotalMicroseconds}"];

    /// <summary>It was fed before, and not within the limit.</summary>
    public bool IsExpired
    {
        get
        {
            var lines = _socket.Read();
            if (lines.Contains("WATCHDOG=1"))
                _fedAt = Stopwatch.GetTimestamp();
            if (lines.LastOrDefault(line => line.StartsWith(OwnLimit, StringComparison.Ordinal)) is { } own)
                _limit = TimeSpan.FromMicroseconds(long.Parse(own[OwnLimit.Length..], CultureInfo.InvariantCulture));
            return _fedAt is { } at && Stopwatch.GetElapsedTime(at) > _limit;
        }
    }

    /// <summary>Another process begins.</summary>
    public void Reset()
    {
        _socket.Read();
        (_fedAt, _limit) = (null, Limit);
    }

    public void Dispose() => _socket.Dispose();
}
