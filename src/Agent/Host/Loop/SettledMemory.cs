using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Loop;

/// <summary>
/// While a session stands, gives up from time to time what memory holds for no use any more, at first the code that only
/// the start needed, later that of the last rekey: a small board has better use for it.
/// </summary>
/// <param name="connectedSince"><see cref="Instant.Never"/> while no session stands.</param>
/// <param name="areLocked">Whether the process's pages are locked.</param>
public sealed class SettledMemory(Func<Instant> connectedSince, bool areLocked) : ITimed
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private Instant _next = new(0);
    private int _collections = -1;

    public Instant NextDeadline
    {
        get
        {
            Instant since = connectedSince();
            if (since == Instant.Never)
                return Instant.Never;
            return since + Settling > _next ? since + Settling : _next;
        }
    }

    public void HandleTimeout(Instant now)
    {
        if (_collections != GC.CollectionCount(0))
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _collections = GC.CollectionCount(0);
        CodePages.TryRelease(areLocked);
        _next = now + Interval;
    }
}
