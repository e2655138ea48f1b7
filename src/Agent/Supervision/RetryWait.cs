using Holdfast.Crypto;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>When all begins anew after a session was lost, or after a round of attempts that came to nothing.</summary>
internal sealed class RetryWait(SupervisorSettings settings, IRandom random)
{
    private readonly Backoff _backoff = new(random, settings.FirstWait, settings.LongestWait);

    public Instant At { get; private set; } = Instant.Never;

    /// <param name="wasGood">What was lost had stood for long: there is no need to wait but for the others that a gateway sent away.</param>
    /// <param name="free">No gateway may be tried before.</param>
    public void Begin(Setback setback, bool wasGood, Instant free, Instant now)
    {
        if (wasGood)
            _backoff.Reset();
        TimeSpan wait = !wasGood ? _backoff.Next()
            : setback.Kind == SetbackKind.Closed ? Chance.Upto(random, settings.Spread)
            : TimeSpan.Zero;
        At = Instant.Latest(now + wait, free);
    }

    public void Wait(Instant until) => At = until;

    public void Stop() => At = Instant.Never;

    /// <summary>The next wait is the shortest again.</summary>
    public void Reset() => _backoff.Reset();
}
