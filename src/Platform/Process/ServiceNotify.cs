using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Tells the service manager how we are (sd_notify(3)); does nothing where there is none. Nothing in it blocks.
/// </summary>
public sealed unsafe class ServiceNotify : IDisposable
{
    private readonly sockaddr_un _target;
    private readonly int _targetLength;
    private Descriptor? _socket; // made by the first message, and kept

    /// <param name="address">NOTIFY_SOCKET: a path, or an abstract name that begins with '@'; anything else is no manager.</param>
    /// <param name="watchdogTimeout">See <see cref="WatchdogTimeout"/>.</param>
    public ServiceNotify(string? address, TimeSpan? watchdogTimeout = null)
    {
        if (string.IsNullOrEmpty(address) || (address[0] != '/' && address[0] != '@')) return;
        if (Encoding.UTF8.GetByteCount(address) >= sockaddr_un.sun_path_length) return;
        _targetLength = UnixAddress.Write(address, out _target);
        WatchdogTimeout = watchdogTimeout;
    }

    public static ServiceNotify FromEnvironment() => new(
        Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
        WatchdogOf(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
            Environment.GetEnvironmentVariable("WATCHDOG_PID"),
            Environment.ProcessId));

    public bool HasManager => _targetLength != 0;

    /// <summary>Silence after which the manager ends us (sd_watchdog_enabled(3)); null: it does not watch.</summary>
    public TimeSpan? WatchdogTimeout { get; }

    /// <summary>Started up, or done with reloading, with a line for people. Each of these: whether it was sent.</summary>
    public bool Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>The configuration is being read anew; <see cref="Ready"/> ends it.</summary>
    public bool Reloading() => // Stopwatch is CLOCK_MONOTONIC
        Send($"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)}");

    public bool Stopping() => Send("STOPPING=1");

    public bool Status(string status) => Send($"STATUS={OneLine(status)}");

    /// <summary>Alive.</summary>
    /// <param name="timeout">From now on the silence after which the manager ends us (systemd 233); null: as before.</param>
    public bool Watchdog(TimeSpan? timeout = null) =>
        Send(timeout is { } time ? $"WATCHDOG=1\nWATCHDOG_USEC={(long)time.TotalMicroseconds}" : "WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    /// <param name="process">Whose messages are waited for; null: of whoever has the variables.</param>
    internal static TimeSpan? WatchdogOf(string? microseconds, string? process, int ownProcess)
    {
        bool isOurs = string.IsNullOrEmpty(process) || (int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id == ownProcess);
        bool isNumber = ulong.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out ulong count);
        // systemd's own "no limit" is the largest number there is.
        bool isLimit = count is > 0 and <= long.MaxValue / TimeSpan.TicksPerMicrosecond;
        return isOurs && isNumber && isLimit ? TimeSpan.FromTicks((long)count * TimeSpan.TicksPerMicrosecond) : null;
    }

    private static string OneLine(string text) => text.Replace('\n', ' ');

    // Best effort: a manager that does not listen is no reason to stop. Not connected, so that one that makes its socket anew is reached.
    private bool Send(string state)
    {
        if (!HasManager) return false;
        _socket ??= new Descriptor(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        byte[] bytes = Encoding.UTF8.GetBytes(state);
        sockaddr_un target = _target;
        fixed (byte* data = bytes)
            return sendto(_socket.Number, data, bytes.Length, MSG_NOSIGNAL, (sockaddr*)&target, _targetLength) >= 0;
    }
}
