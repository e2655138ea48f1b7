using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Net;

/// <summary>
/// Tells that this host's addresses or routes have changed: at once, as the first event may be all of it, and again as it goes on and when
/// they have settled a little, as one change of network mostly comes as a dozen of events.
/// </summary>
public sealed class PathWatch : ITimed, IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action _changed;
    private readonly NetworkMonitor _monitor;
    private readonly SettlePace _pace = new();

    /// <exception cref="LinuxException">The kernel does not tell.</exception>
    public PathWatch(EventLoop loop, Action changed)
    {
        (_loop, _changed) = (loop, changed);
        _monitor = NetworkMonitor.Open(TunnelRules.Protocol);
        _loop.Add(_monitor.Fd, PollEvents.Readable, _ => Read());
        _loop.Add(this);
    }

    public Instant NextDeadline => _pace.Next;

    public void HandleTimeout(Instant now)
    {
        _pace.NoteLook(now);
        _changed();
    }

    public void Dispose()
    {
        _loop.Remove(this);
        _loop.Remove(_monitor.Fd);
        _monitor.Dispose();
    }

    private void Read()
    {
        if (_monitor.Read() != NetworkChanges.None)
            _pace.NoteEvent(_loop.Now);
    }
}
