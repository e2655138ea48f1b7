using Holdfast.Time;

namespace Holdfast.Host.Net;

/// <summary>
/// When to look at something that changes in several events, of which the first may be all: at once, then after short and growing pauses
/// as long as there are new ones, and at last when it has settled. What never rests is looked at no oftener than it takes to settle.
/// </summary>
public sealed class SettlePace
{
    public static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200), ShortestPause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    private Instant _settledAt, _eventAt = Instant.Never;
    private TimeSpan _pause = ShortestPause;

    /// <summary>The next look.</summary>
    public Instant Next { get; private set; } = Instant.Never;

    public void NoteEvent(Instant now)
    {
        if (_eventAt == Instant.Never || now - _eventAt >= Calm)
            _pause = ShortestPause;
        _eventAt = now;
        if (Next == Instant.Never)
            (Next, _settledAt) = (_pause < Settling ? now : now + Settling, now + Settling);
        else if (Next == _settledAt)
            (Next, _pause) = (Instant.Earliest(now + _pause, _settledAt), Instant.Shorter(_pause * 2, Settling));
    }

    /// <summary>A look is taken now.</summary>
    public void NoteLook(Instant now) => Next = now < _settledAt ? _settledAt : Instant.Never;
}
