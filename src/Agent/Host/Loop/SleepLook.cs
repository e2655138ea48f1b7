using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Loop;

/// <summary>Compares the two clocks at every wake-up of the loop, and wakes it now and then to do so.</summary>
/// <param name="woke">The machine slept for that long.</param>
public sealed class SleepLook(EventLoop loop, Action<TimeSpan> woke) : ITimed
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly SuspendWatch _watch = new();
    private Instant _lookedAt;

    public Instant NextDeadline => _lookedAt + Interval;

    /// <summary>Nothing but to have woken the loop.</summary>
    public void HandleTimeout(Instant now)
    {
    }

    public void Look()
    {
        _lookedAt = loop.Now;
        if (_watch.TryNotice(loop.Now, BootClock.Awake(), out TimeSpan slept))
            woke(slept);
    }
}
