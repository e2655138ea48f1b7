using Holdfast.Host.Loop;
using Holdfast.Time;

namespace Holdfast.Host.Watch;

/// <summary>
/// Beats while the event loop gets round to its deadlines, whatever the network is like, and feeds the watchdogs with each beat. The
/// first one comes with the first tick.
/// </summary>
/// <param name="interval">Of a third of the shortest patience, so that one late beat is no hang.</param>
public sealed class Heartbeat(TimeSpan interval, params IReadOnlyList<Action> feeds) : ITimed
{
    /// <summary>Never more often, whatever a watchdog asks for: the beats are not to keep the machine busy.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private long _beats;

    public Instant NextDeadline { get; private set; } = new(0);

    /// <summary>For any thread.</summary>
    public long Beats => Interlocked.Read(ref _beats);

    /// <summary>How often to beat for watchdogs of these timeouts.</summary>
    public static TimeSpan IntervalFor(params ReadOnlySpan<TimeSpan> timeouts)
    {
        TimeSpan least = TimeSpan.MaxValue;
        foreach (TimeSpan timeout in timeouts)
            least = timeout < least ? timeout : least;
        return Instant.Longer(least / 3, Shortest);
    }

    public void HandleTimeout(Instant now)
    {
        NextDeadline = now + interval;
        Interlocked.Increment(ref _beats);
        foreach (Action feed in feeds)
            feed();
    }
}
