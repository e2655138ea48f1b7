using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>
/// How long a NAT is believed to keep a mapping that no packet passes, and the interval between keepalives that follows. It
/// goes up by a trial only, which begins with a proof and ends soon without another one; it goes down at once.
/// </summary>
public sealed class LifeEstimate
{
    /// <summary>The default of RFC 3948 section 4.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromSeconds(20);

    public static readonly TimeSpan Least = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    /// <summary>A gap that failed is not tried again for so long.</summary>
    public static readonly TimeSpan WallTime = TimeSpan.FromDays(1);

    private const double Step = 1.5, BelowWall = 0.75, NearInterval = 0.75, LeastGain = 1.1;

    /// <summary>Below what is proved, as no two NATs and timers are exact.</summary>
    private const double Margin = 0.95;

    /// <summary>Intervals that a trial may take without a proof: what it loses, if the mapping does not live so long, has an end.</summary>
    private const int TrialLength = 10;

    private static readonly TimeSpan FirstRest = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostRest = TimeSpan.FromDays(1);

    private TimeSpan _settled = Start;
    private TimeSpan _proved;
    private TimeSpan _wall = TimeSpan.MaxValue;
    private Instant _wallUntil = Instant.Never;
    private Instant _trialUntil = Instant.Never;
    private Instant _nextTrialAt = new(0);
    private TimeSpan _rest = FirstRest;
    private bool _hasGained;
    private bool _isContradicted;

    /// <summary>Between two keepalives, from <see cref="Least"/> to <see cref="Most"/>.</summary>
    public TimeSpan Interval { get; private set; } = Start;

    /// <summary>The interval is longer than what is proved.</summary>
    public bool IsTrying => _trialUntil != Instant.Never;

    /// <summary>The mapping was alive after a gap of this length.</summary>
    public void Prove(TimeSpan gap, Instant now)
    {
        Advance(now);
        gap = Instant.Shorter(gap, Interval); // a longer one has another cause, such as a suspend
        _isContradicted &= gap < _proved * Margin;
        _proved = Instant.Longer(_proved, gap);
        TimeSpan safe = gap * Margin;
        bool isGain = safe > _settled;
        if (isGain)
        {
            _settled = safe;
            _hasGained = true;
        }

        bool mayTry = IsTrying ? isGain : now >= _nextTrialAt;
        if (mayTry && gap >= Interval * NearInterval)
            Try(now);
    }

    /// <summary>The mapping was gone after a gap of this length.</summary>
    /// <returns>It is believed: a proof of the same length is not forgotten for one failure, which may have another cause.</returns>
    public bool Fail(TimeSpan gap, Instant now)
    {
        Advance(now);
        if (gap < Least || gap > Most * Step)
            return false;
        bool isProved = gap * Margin <= _proved;
        if (isProved && !_isContradicted)
        {
            _isContradicted = true;
            return false;
        }

        if (isProved)
            (_proved, _isContradicted) = (TimeSpan.Zero, false);
        (_wall, _wallUntil) = (Instant.Shorter(_wall, gap), now + WallTime);
        _settled = Instant.Longer(Instant.Shorter(_settled, gap * BelowWall), Least);
        EndTrial(now);
        return true;
    }

    /// <summary>A trial ends, as something went wrong that may be its fault.</summary>
    public void Retreat(Instant now)
    {
        if (IsTrying)
            EndTrial(now);
    }

    /// <summary>Time passes: trials end, and walls are forgotten.</summary>
    public void Advance(Instant now)
    {
        if (now >= _wallUntil)
            (_wall, _wallUntil) = (TimeSpan.MaxValue, Instant.Never);
        if (now >= _trialUntil)
            EndTrial(now);
    }

    private void Try(Instant now)
    {
        TimeSpan next = Instant.Shorter(_settled * Step, Most);
        if (_wallUntil != Instant.Never)
            next = Instant.Shorter(next, _wall * BelowWall);
        if (next < Interval * LeastGain)
            return;
        Interval = next;
        _trialUntil = now + (next * TrialLength);
    }

    private void EndTrial(Instant now)
    {
        _rest = _hasGained ? FirstRest : Instant.Shorter(_rest * 2, MostRest);
        (Interval, _trialUntil, _nextTrialAt, _hasGained) = (_settled, Instant.Never, now + _rest, false);
    }
}
