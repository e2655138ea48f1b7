using Holdfast.Crypto;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>A new session is wanted in place of the one that stands, which goes on carrying the traffic until then.</summary>
internal sealed class ReplacementWish(SupervisorSettings settings, IRandom random)
{
    private readonly Backoff _backoff = new(random, settings.FirstWait, settings.LongestWait);

    private Instant _deadline;

    /// <summary>Null: none is wanted.</summary>
    public string? Why { get; private set; }

    public bool IsWanted => Why is not null;

    public Instant NextTry { get; private set; } = Instant.Never;

    /// <param name="deadline">When the session that stands ends anyway; <see cref="Instant.Never"/>: it does not.</param>
    public void Want(string why, Instant deadline, Instant now) => (Why, _deadline, NextTry) = (why, deadline, now);

    public void Began() => NextTry = Instant.Never;

    /// <summary>What began was broken off.</summary>
    public void Again(Instant now) => NextTry = IsWanted ? now : Instant.Never;

    public void Forget()
    {
        (Why, NextTry) = (null, Instant.Never);
        _backoff.Reset();
    }

    /// <summary>When to try again, which is never when the old session will have ended by then.</summary>
    public Instant AfterFailure(Instant now)
    {
        Instant next = now + _backoff.Next();
        return NextTry = IsWanted && next < _deadline ? next : Instant.Never;
    }
}
