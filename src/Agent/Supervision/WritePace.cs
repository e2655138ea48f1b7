using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>
/// When a file that events change is written, so that flash does not wear: soon after the first event, then once in thirty seconds, and
/// the more rarely the longer it goes on. Without events, never.
/// </summary>
public sealed class WritePace
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2); // what comes together is written together
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    private TimeSpan _pause = Shortest;
    private Instant? _written;

    /// <summary>Never: what is on the disk is what is known.</summary>
    public Instant Due { get; private set; } = Instant.Never;

    /// <summary>Whether a write now is not too soon after the one before.</summary>
    public bool MayWrite(Instant now) => now >= Next;

    public void NoteChange(Instant now)
    {
        if (Due == Instant.Never)
            Due = now + Settling > Next ? now + Settling : Next;
    }

    public void NoteWritten(Instant now)
    {
        bool goesOn = _written is { } before && now - before < 2 * _pause;
        TimeSpan doubled = 2 * _pause;
        _pause = !goesOn ? Shortest : doubled < Longest ? doubled : Longest;
        (_written, Due) = (now, Instant.Never);
    }

    private Instant Next => _written is { } written ? written + _pause : new Instant(0);
}
