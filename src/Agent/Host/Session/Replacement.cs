using Holdfast.Time;

namespace Holdfast.Host.Session;

/// <summary>
/// The wish to have a new session in place of the one that stands, which goes on carrying the traffic until then.
/// </summary>
public sealed class Replacement(HostContext host)
{
    private readonly ReconnectPolicy _policy = new(host.Random);

    private Instant _deadline;

    /// <summary>Null: none is wanted.</summary>
    public string? Why { get; private set; }

    public bool IsWanted => Why is not null;

    /// <param name="why">For the log.</param>
    /// <param name="deadline">When the session that stands ends anyway; <see cref="Instant.Never"/>: it does not.</param>
    public void Want(string why, Instant deadline) => (Why, _deadline) = (why, deadline);

    /// <summary>It is there, or there is nothing left to replace.</summary>
    public void Forget()
    {
        Why = null;
        _policy.Reset();
    }

    /// <summary>The attempt failed; returns when to try again, which is never when the old session will have ended by then.</summary>
    public Instant AfterFailure(string problem)
    {
        Instant now = host.Loop.Now;
        Instant next = now + _policy.NextWait();
        bool isInTime = IsWanted && next < _deadline;
        host.Log.Warning($"no new session: {problem}; the one that stands is kept" +
            (isInTime ? $", next attempt in {(next - now).TotalSeconds:F1} s" : " until it ends"));
        return isInTime ? next : Instant.Never;
    }
}
