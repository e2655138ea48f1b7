using Holdfast.Host.Loop;
using Holdfast.Time;

namespace Holdfast.Host.Watch;

/// <summary>
/// Beats while the event loop gets round to its deadlines, whatever the network is like, and feeds the watchdogs with each beat. The
/// first one comes with the first tick.
/// </summary>
/// <param name="interval">Asked after each beat: a part of the shortest patience, so that one late beat is no hang.</param>
/// <param name="feed">Is told how much later the beat came than it was due.</param>
public sealed class Heartbeat(Func<TimeSpan> interval, Action<TimeSpan> feed) : ITimed
{
    /// <summary>Never more often, whatever a watchdog asks for: the beats are not to keep the machine busy.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private long _beats;

    public Instant NextDeadline { get; private set; } = new(0);

    /// <summary>For any thread.</summary>
    public long Beats => Interlocked.Read(ref _beats);

    /// <summary>How often to beat for two watchdogs, of which each wants so many beats.</summary>
    public static TimeSpan IntervalFor(TimeSpan one, TimeSpan other) => Instant.Longer(Instant.Shorter(one, other), Shortest);

    public void HandleTimeout(Instant now)
    {
        TimeSpan late = _beats == 0 ? TimeSpan.Zero : now - NextDeadline;
        Interlocked.Increment(ref _beats);
        feed(late);
        NextDeadline = now + interval();
    }
}
