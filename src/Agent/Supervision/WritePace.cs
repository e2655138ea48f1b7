using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>
/// When a file that events change is written, so that flash does not wear: soon after the first event, then once in thirty seconds at most.
/// Eight writes may come so; each is one the less for half an hour. Without events, never.
/// </summary>
public sealed class WritePace
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2); // what comes together is written together
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Allowance = 7 * Refill; // of those that come before their time

    private Instant? _written;
    private Instant _balanced; // when the writes so far would have come to one in half an hour

    /// <summary>Never: what is on the disk is what is known.</summary>
    public Instant Due { get; private set; } = Instant.Never;

    /// <summary>Whether a write now is not too soon after those before.</summary>
    public bool MayWrite(Instant now) => now >= Next;

    public void NoteChange(Instant now)
    {
        if (Due == Instant.Never)
            Due = now + Settling > Next ? now + Settling : Next;
    }

    public void NoteWritten(Instant now)
    {
        _balanced = (_balanced > now ? _balanced : now) + Refill;
        (_written, Due) = (now, Instant.Never);
    }

    /// <summary>A process that failed and is started again has no more writes for that: those of the runs before follow from their events.</summary>
    /// <param name="events">That are on the disk, the oldest first.</param>
    public void Resume(IReadOnlyList<HistoryEvent> events, Instant now)
    {
        foreach (HistoryEvent one in events)
        {
            if (Due <= one.At)
                NoteWritten(Due);
            if (one.At > now)
                (_written, _balanced, Due) = (null, default, Instant.Never); // of another boot, as all before it
            else
                NoteChange(one.At);
        }

        if (Due != Instant.Never)
            NoteWritten(Due < now ? Due : now);
    }

    private Instant Next
    {
        get
        {
            Instant paced = _written is { } written ? written + Shortest : new Instant(0);
            return _balanced + -Allowance is var owed && owed > paced ? owed : paced;
        }
    }
}
