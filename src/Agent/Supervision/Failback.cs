using Holdfast.Crypto;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>When a gateway that is preferred to the one in use is tried again.</summary>
internal sealed class Failback(SupervisorSettings settings, IRandom random)
{
    private readonly Backoff _backoff = new(random, settings.FirstFailback, settings.LongestFailback);

    public Instant NextTry { get; private set; } = Instant.Never;

    /// <summary>A session stands with this gateway.</summary>
    public void Use(int gateway, Instant now)
    {
        _backoff.Reset();
        NextTry = gateway == 0 ? Instant.Never : now + _backoff.Next();
    }

    public void Began() => NextTry = Instant.Never;

    public void AfterFailure(Instant now) => NextTry = now + _backoff.Next();

    public void Forget() => NextTry = Instant.Never;
}
