using Holdfast.Host.Loop;
using Holdfast.Time;

namespace Holdfast.Host.Session;

/// <summary>
/// Looks now and then at what fits through the path to the gateway. Nobody else tells: a router's word about packets that the
/// kernel sealed, or that may be fragmented, changes the kernel's routes without an event.
/// </summary>
public sealed class MtuWatch(EventLoop loop, Traffic traffic) : ITimed
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private Instant _lookedAt;

    public Instant NextDeadline => traffic.Live is null ? Instant.Never : _lookedAt + Interval;

    public void HandleTimeout(Instant now)
    {
        if (now < NextDeadline)
            return;
        _lookedAt = loop.Now;
        traffic.FollowMtu();
    }
}
