using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>
/// How many attempts may begin that nobody answers: so many at once, and after that one each now and then. An answer and another network
/// begin it anew. Kept as the point in time at which it would be untouched again.
/// </summary>
internal sealed class AttemptBudget(SupervisorSettings settings)
{
    private Instant _untouchedAt = new(0);

    /// <summary>When the next one may begin.</summary>
    public Instant NextFree
    {
        get
        {
            TimeSpan room = settings.UnansweredInterval * (settings.MostUnanswered - 1);
            return new Instant(Math.Max(0, _untouchedAt.Nanoseconds - (room.Ticks * 100)));
        }
    }

    public void Spend(Instant now) => _untouchedAt = (_untouchedAt > now ? _untouchedAt : now) + settings.UnansweredInterval;

    /// <summary>The last one came to nothing before a packet of it was out.</summary>
    public void Refund() =>
        _untouchedAt = new Instant(Math.Max(0, _untouchedAt.Nanoseconds - (settings.UnansweredInterval.Ticks * 100)));

    public void Renew() => _untouchedAt = new(0);
}
