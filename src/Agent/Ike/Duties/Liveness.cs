using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>
/// Asks the gateway whether it lives when nothing was heard of it for the interval, and when something unauthenticated makes
/// that doubtful, then at a limited rate (RFC 7296 section 2.4).
/// </summary>
public sealed class Liveness(SessionCore core) : Duty(core)
{
    private static readonly TimeSpan DoubtInterval = TimeSpan.FromSeconds(10);

    private Instant _askedAt = new(0);
    private bool _isInDoubt;

    public override Instant NextDeadline => IsAsking ? Instant.Never : Due;

    /// <summary>Any request of ours that waits for its answer is a question as well.</summary>
    private bool IsAsking => !Core.Sas.Current.IsIdle;

    private Instant Due => _isInDoubt ? _askedAt : Core.LastInbound + Core.Settings.LivenessInterval;

    public void HandleDoubt(Instant now) => _isInDoubt |= now - _askedAt >= DoubtInterval;

    public override void HandleTimeout(Instant now)
    {
        if (IsAsking || now < Due)
            return;
        (_askedAt, _isInDoubt) = (now, false);
        Core.Sas.Current.Enqueue(new LivenessTask(Core));
    }
}
