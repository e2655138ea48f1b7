using Holdfast.Host.Loop;
using Holdfast.Time;

namespace Holdfast.Host.Trust;

/// <summary>While a session stands, the newest time is kept for the next start.</summary>
/// <param name="connectedSince"><see cref="Instant.Never"/> while no session stands.</param>
public sealed class ClockKeeper(WallClock clock, Func<Instant> connectedSince) : ITimed
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private Instant _next = new(0);

    public Instant NextDeadline
    {
        get
        {
            Instant since = connectedSince();
            return since == Instant.Never || since > _next ? since : _next;
        }
    }

    public void HandleTimeout(Instant now)
    {
        clock.Keep();
        _next = now + Interval;
    }
}
