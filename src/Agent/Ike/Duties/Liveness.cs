using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>
/// Asks the gateway whether it lives when nothing was heard of it for the interval, soon when our packets go out and nothing comes
/// back, sooner where they came back all the time before, and when something unauthenticated makes it doubtful, then at a limited rate
/// (RFC 7296 section 2.4).
/// </summary>
public sealed class Liveness(SessionCore core, Instant begun) : Duty(core)
{
    /// <summary>A flow that stops is not waited for longer than so many of its pauses.</summary>
    private const int PausesInFlow = 4;

    private static readonly TimeSpan DoubtInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeastWaitInFlow = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// With MOBIKE and behind a NAT one question comes soon: a NAT that maps us anew is known by the difference to what its answer says.
    /// </summary>
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(1);

    private Instant _askedAt = new(0);
    private Instant _doubtedAt = new(0);
    private Instant _askedEarlyAt = new(0);
    private bool _isFirst = true;
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
            Instant due = Instant.Earliest(Instant.Earliest(idle, First), Core.Contact.UnansweredSince + WaitForTraffic(roundTrip));
            due = Instant.Earliest(due, Early(roundTrip));
            bool blurs = roundTrip.IsVague && roundTrip.Patience > Core.Settings.DetectionTime;
            return blurs ? Instant.Earliest(due, _askedAt + DoubtInterval) : due;
        }
    }

    private Instant First => _isFirst && Core.Mobike && Core.Sas.Current.Sa.Nat.LocalIsBehindNat ? begun + FirstAfter : Instant.Never;

    public void HandleDoubt(Instant now)
    {
        if (now - _doubtedAt < DoubtInterval)
            return;
        (_doubtedAt, _isInDoubt) = (now, true);
        Core.Contact.Hint(now);
    }

    /// <summary>A question with the next timeout, unless one waits for its answer.</summary>
    public void Ask() => _isInDoubt = true;

    public override void HandleTimeout(Instant now)
    {
        if (IsAsking || now < Due)
            return;
        if (now >= Early(Core.Context.RoundTrip))
            _askedEarlyAt = now;
        (_askedAt, _isInDoubt, _isFirst) = (now, false, false);
        Core.Sas.Current.Enqueue(new LivenessTask(Core));
    }

    /// <summary>
    /// Where packets came back all the time: after a few of the pauses between them. Once in the interval at most, as every flow comes to
    /// its end, and the last packet may be ours.
    /// </summary>
    private Instant Early(RoundTrip roundTrip)
    {
        if (Core.Contact.UnansweredSince == Instant.Never || Core.Contact.InboundGap is not { } gap)
            return Instant.Never;
        TimeSpan wait = Instant.Longer(Instant.Longer(gap * PausesInFlow, LeastWaitInFlow), roundTrip.Smoothed * 2);
        return Instant.Latest(Core.Contact.UnansweredSince + wait, _askedEarlyAt + Core.Settings.LivenessInterval);
    }

    /// <summary>
    /// Two thirds of the detection time are left for the answer, and for repetitions of the question. What takes a round trip to
    /// come back is not asked about before.
    /// </summary>
    private TimeSpan WaitForTraffic(RoundTrip roundTrip) =>
        Instant.Longer(Instant.Longer(Core.Settings.DetectionTime / 3, LeastWait), roundTrip.Smoothed);
}
