using Holdfast.Time;

namespace Holdfast.Host.Watch;

/// <summary>
/// Decides whether the event loop hangs, from looks at its beats. A look that comes late counts as one that comes in time: whatever
/// kept it (a machine that slept, a process that was stopped and continued, one without a share of the processor) kept the loop too.
/// </summary>
/// <param name="timeout">Silence that is a hang.</param>
public sealed class HangJudge(TimeSpan timeout)
{
    private const int LooksInTimeout = 6;

    private Instant _lastLook = Instant.Never;
    private long _lastBeats;
    private TimeSpan _silence;

    /// <summary>From one look to the next.</summary>
    public TimeSpan Interval { get; } = timeout / LooksInTimeout;

    /// <param name="beats">How many there were so far.</param>
    public bool IsHang(long beats, Instant now)
    {
        bool isFirst = _lastLook == Instant.Never;
        TimeSpan since = isFirst ? TimeSpan.Zero : now - _lastLook;
        bool isSilent = !isFirst && beats == _lastBeats;
        _silence = isSilent ? _silence + Instant.Shorter(since, Interval) : TimeSpan.Zero;
        (_lastLook, _lastBeats) = (now, beats);
        return _silence >= timeout;
    }
}
