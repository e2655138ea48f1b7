using Holdfast.Config;
using Holdfast.Host.Loop;
using Holdfast.Host.Session;
using Holdfast.Platform;

namespace Holdfast.Host.Watch;

/// <summary>
/// All that notices when the agent hangs: the service manager, the machine's watchdog, and where no manager does, a thread of our own.
/// Being offline is no hang.
/// </summary>
public sealed class Watchdogs : IDisposable
{
    private const int BeatsInTimeout = 3;

    private readonly ServiceNotify _notify;
    private readonly Log _log;
    private readonly HardwareWatchdog? _device;
    private readonly LoopMonitor? _monitor;
    private readonly EventLoop _loop;
    private readonly WatchPatience? _manager;
    private readonly Func<bool> _isConnected;
    private bool _isRefused;

    /// <summary>Begins to watch; the loop is to run from here on.</summary>
    /// <param name="isCareful">The run before ended without a word.</param>
    public Watchdogs(
        EventLoop loop, WatchConfig config, ServiceNotify notify, IReadOnlyList<Connection> connections, bool isCareful, Log log)
    {
        (_loop, _notify, _log) = (loop, notify, log);
        _device = Open(config);
        _manager = notify.WatchdogTimeout is { } timeout ? new WatchPatience(timeout, config.HangTimeout, isCareful) : null;
        _isConnected = () => IsAnyConnected(connections);
        TimeSpan own = config.OwnTimeout / BeatsInTimeout;
        Heartbeat heartbeat = new(() => Heartbeat.IntervalFor(_manager?.Interval ?? own, _device?.Timeout / BeatsInTimeout ?? own), Feed);
        loop.Add(heartbeat);
        State = new ServiceState(notify, () => connections.Count, views =>
        {
            for (int i = 0; i < views.Length; i++)
                views[i] = ConnectionView.Of(connections[i]);
        });
        loop.Add(State);
        if (notify.WatchdogTimeout is null)
            _monitor = new LoopMonitor(config.OwnTimeout, () => heartbeat.Beats, LoopMonitor.AbortAfter(config.OwnTimeout));
    }

    /// <summary>What the service manager knows.</summary>
    public ServiceState State { get; }

    /// <summary>What comes may take long, as a write to a slow card does; or it is over.</summary>
    public void Bear(bool isSlow)
    {
        if (_manager is not null)
            _notify.Watchdog(isSlow ? _notify.WatchdogTimeout : _manager.Current);
    }

    /// <summary>The loop has ended as it should: nobody is to miss it.</summary>
    public void End()
    {
        State.Stopping();
        _monitor?.Dispose();
        _device?.Release();
    }

    /// <summary>Without <see cref="End"/> the machine's watchdog goes on, for the next start to take it over.</summary>
    public void Dispose()
    {
        _monitor?.Dispose();
        _device?.Dispose();
        _notify.Dispose();
    }

    private HardwareWatchdog? Open(WatchConfig config)
    {
        if (config.Device is not { } path)
            return null;
        try
        {
            HardwareWatchdog device = HardwareWatchdog.Open(path, config.DeviceTimeout);
            _log.Info($"watchdog {path} ({device.Identity}): reboots the machine after {DurationText.Format(device.Timeout)} of silence"
                + (device.CanStop ? "" : ", also after the agent's own end, as it can't be stopped"));
            return device;
        }
        catch (LinuxException failure)
        {
            _log.Warning($"no watchdog reboots the machine: {failure.Message}");
            return null;
        }
    }

    private static bool IsAnyConnected(IReadOnlyList<Connection> connections)
    {
        foreach (Connection connection in connections)
        {
            if (connection.Live is not null)
                return true;
        }

        return false;
    }

    private void Feed(TimeSpan late)
    {
        if (_manager is { } manager)
            _notify.Watchdog(manager.NoteBeat(late, _isConnected(), _loop.Now) ? manager.Current : null);
        try
        {
            _device?.KeepAlive();
        }
        catch (LinuxException failure)
        {
            if (!_isRefused)
                _log.Warning($"the watchdog can't be fed: {failure.Message}");
            _isRefused = true;
        }
    }
}
