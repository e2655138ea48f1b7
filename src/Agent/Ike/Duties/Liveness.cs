using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>
/// Asks the gateway whether it lives when nothing was heard of it for the interval, soon when our packets go out and nothing comes
/// back, and when something unauthenticated makes it doubtful, then at a limited rate (RFC 7296 section 2.4).
/// </summary>
public sealed class Liveness(SessionCore core) : Duty(core)
{
    private static readonly TimeSpan DoubtInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(500);

    private Instant _askedAt = new(0);
    private bool _isInDoubt;

    public override Instant NextDeadline => IsAsking ? Instant.Never : Due;

    /// <summary>Any request of ours that waits for its answer is a question as well.</summary>
    private bool IsAsking => !Core.Sas.Current.IsIdle;

    private Instant Due
    {
        get
        {
            if (_isInDoubt)
                return _askedAt;
            RoundTrip roundTrip = Core.Context.RoundTrip;
            Instant idle = Core.Contact.LastInbound + Core.Settings.LivenessInterval;
            Instant due = Instant.Earliest(idle, Core.Contact.UnansweredSince + WaitForTraffic(roundTrip));
            bool blurs = roundTrip.IsVague && roundTrip.Patience > Core.Settings.DetectionTime;
            return blurs ? Instant.Earliest(due, _askedAt + DoubtInterval) : due;
        }
    }

    public void HandleDoubt(Instant now) => _isInDoubt |= now - _askedAt >= DoubtInterval;

    /// <summary>A question with the next timeout, unless one waits for its answer.</summary>
    public void Ask() => _isInDoubt = true;

    public override void HandleTimeout(Instant now)
    {
        if (IsAsking || now < Due)
            return;
        (_askedAt, _isInDoubt) = (now, false);
        Core.Sas.Current.Enqueue(new LivenessTask(Core));
    }

    /// <summary>
    /// Two thirds of the detection time are left for the answer, and for repetitions of the question. What takes a round trip to
    /// come back is not asked about before.
    /// </summary>
    private TimeSpan WaitForTraffic(RoundTrip roundTrip) =>
        Instant.Longer(Instant.Longer(Core.Settings.DetectionTime / 3, LeastWait), roundTrip.Smoothed);
}
