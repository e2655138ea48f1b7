using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Net;

/// <summary>
/// Tells that this host's addresses or routes have changed: at once, as the first event may be all of it, and again when they have
/// settled a little, as one change of network mostly comes as a dozen of events.
/// </summary>
public sealed class PathWatch : ITimed, IDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private readonly EventLoop _loop;
    private readonly Action _changed;
    private readonly NetworkMonitor _monitor;
    private Instant _settledAt;

    /// <exception cref="LinuxException">The kernel does not tell.</exception>
    public PathWatch(EventLoop loop, Action changed)
    {
        (_loop, _changed) = (loop, changed);
        _monitor = NetworkMonitor.Open(TunnelRules.Protocol);
        _loop.Add(_monitor.Fd, PollEvents.Readable, _ => Read());
        _loop.Add(this);
    }

    public Instant NextDeadline { get; private set; } = Instant.Never;

    public void HandleTimeout(Instant now)
    {
        NextDeadline = now < _settledAt ? _settledAt : Instant.Never;
        _changed();
    }

    public void Dispose()
    {
        _loop.Remove(this);
        _loop.Remove(_monitor.Fd);
        _monitor.Dispose();
    }

    /// <summary>The first event sets the times: a network that never rests must not put them off for ever.</summary>
    private void Read()
    {
        if (_monitor.Read() != NetworkChanges.None && NextDeadline == Instant.Never)
            (NextDeadline, _settledAt) = (_loop.Now, _loop.Now + Settling);
    }
}
