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
    private readonly ServiceNotify _notify;
    private readonly Log _log;
    private readonly HardwareWatchdog? _device;
    private readonly LoopMonitor? _monitor;
    private bool _isRefused;

    /// <summary>Begins to watch; the loop is to run from here on.</summary>
    public Watchdogs(EventLoop loop, WatchConfig config, ServiceNotify notify, IReadOnlyList<Connection> connections, Log log)
    {
        (_notify, _log) = (notify, log);
        _device = Open(config);
        TimeSpan patience = notify.WatchdogTimeout ?? config.HangTimeout;
        Heartbeat heartbeat = new(Heartbeat.IntervalFor(patience, _device?.Timeout ?? patience), Feed);
        loop.Add(heartbeat);
        State = new ServiceState(notify, () => connections.Count, views =>
        {
            for (int i = 0; i < views.Length; i++)
                views[i] = ConnectionView.Of(connections[i]);
        });
        loop.Add(State);
        if (notify.WatchdogTimeout is null)
            _monitor = new LoopMonitor(config.HangTimeout, () => heartbeat.Beats, LoopMonitor.AbortAfter(config.HangTimeout));
    }

    /// <summary>What the service manager knows.</summary>
    public ServiceState State { get; }

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

    private void Feed()
    {
        if (_notify.WatchdogTimeout is not null)
            _notify.Watchdog();
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
