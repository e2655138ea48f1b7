using Holdfast.Time;

namespace Holdfast.Ike.Exchange;

/// <summary>
/// When a request without an answer is sent again (RFC 7296 section 2.4): waits grow by <paramref name="Factor"/> from
/// <paramref name="First"/> to <paramref name="Cap"/>, until <paramref name="GiveUpAfter"/> has passed since the first sending.
/// </summary>
public sealed record RetransmitPolicy(TimeSpan First, double Factor, TimeSpan Cap, TimeSpan GiveUpAfter)
{
    /// <summary>A dozen and more tries over one minute.</summary>
    public static readonly RetransmitPolicy Default =
        new(TimeSpan.FromMilliseconds(500), 1.4, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(60));

    /// <summary>
    /// For a site that does not have to think of thousands of others: what is lost on the way is sent again soon, and the measured round
    /// trip sees to it that this is not too soon.
    /// </summary>
    public static readonly RetransmitPolicy Quick = Default with
    {
        First = TimeSpan.FromMilliseconds(250), FirstMeasured = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>For the Delete at the end: the gateway is told, but a dead one does not hold up the stop.</summary>
    public static readonly RetransmitPolicy Closing =
        new(TimeSpan.FromMilliseconds(300), 1.5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

    /// <summary>
    /// For a gateway that may be away for long: a short outage heals fast, and a long one costs little, as what has been waited for
    /// is waited again. At random a little less, so that many sites do not come back at the same moment.
    /// </summary>
    public static readonly RetransmitPolicy Patient =
        new(TimeSpan.FromMilliseconds(500), 1.4, TimeSpan.FromSeconds(60), TimeSpan.FromHours(1))
        {
            DoublesAfter = TimeSpan.FromSeconds(8),
            Jitter = 0.25,
        };

    /// <summary>
    /// The same for a site that does not have to think of thousands of others: at most half a second at first, as a daemon that is started
    /// anew is back soon, and a second for a minute, then a thirtieth of the time that has passed, up to a minute.
    /// </summary>
    public static readonly RetransmitPolicy Persistent = Patient with
    {
        First = Quick.First, EarlyCap = TimeSpan.FromMilliseconds(500), FirstCap = TimeSpan.FromSeconds(1), DoublesAfter = TimeSpan.FromMinutes(1), Share = 30,
    };

    /// <summary>In place of <see cref="First"/>, where that is longer, on a way that was measured; but not less than three times as long as that.</summary>
    public TimeSpan FirstMeasured { get; init; } = TimeSpan.MaxValue;

    /// <summary>Longest wait at first, or an eighth of the time that has passed.</summary>
    public TimeSpan EarlyCap { get; init; } = TimeSpan.MaxValue;

    /// <summary>Longest wait before <see cref="DoublesAfter"/>.</summary>
    public TimeSpan FirstCap { get; init; } = TimeSpan.MaxValue;

    /// <summary>Waits after <see cref="DoublesAfter"/> are this part of the time since the first sending.</summary>
    public int Share { get; init; } = 1;

    /// <summary>From then on each wait is as long as the time since the first sending, up to <see cref="Cap"/>.</summary>
    public TimeSpan DoublesAfter { get; init; } = TimeSpan.MaxValue;

    /// <summary>No wait after <see cref="DoublesAfter"/> is shorter.</summary>
    public TimeSpan Least { get; init; }

    /// <summary>Each wait is shorter by up to this part of it.</summary>
    public double Jitter { get; init; }

    /// <summary>
    /// For what many sites suffer at the same moment, of which they begin to ask over this time: a repetition soon, for what is lost on the
    /// way, and then each waits for about as long again. So a gateway that comes back hears of those that waited, in any second, as few as
    /// begin in one.
    /// </summary>
    public static RetransmitPolicy Among(TimeSpan spread) => Patient with
    {
        DoublesAfter = TimeSpan.FromMilliseconds(1), Least = spread * 1.1, Cap = spread * 1.1, Jitter = 2.0 / 3,
    };

    /// <summary>How a gateway that does not answer at all is asked.</summary>
    /// <param name="fleetSpread">Over which the sites of a fleet begin what all of them suffer; zero: it is no fleet.</param>
    /// <param name="isShared">They ask at the same time.</param>
    public static RetransmitPolicy Unanswered(TimeSpan fleetSpread, bool isShared) =>
        fleetSpread == TimeSpan.Zero ? Persistent : isShared ? Among(fleetSpread) : Patient;

    /// <summary>The same for a way that is as long as this: nothing is sent again before it had its time.</summary>
    public RetransmitPolicy For(TimeSpan roundTrip)
    {
        TimeSpan first = Instant.Longer(FirstOn(roundTrip), roundTrip * 1.5);
        return this with { First = Instant.Shorter(first, Cap) };
    }

    /// <param name="sent">1 is the first.</param>
    /// <param name="elapsed">Since the first sending.</param>
    /// <param name="random">In [0, 1).</param>
    public TimeSpan WaitAfter(int sent, TimeSpan elapsed, double random)
    {
        TimeSpan wait = elapsed < DoublesAfter ? WaitAfter(sent) : Instant.Longer(elapsed / Share, Least);
        TimeSpan cap = elapsed < DoublesAfter ? Instant.Shorter(FirstCap, Instant.Longer(EarlyCap, elapsed / 8)) : Cap;
        return Instant.Shorter(wait, Instant.Shorter(cap, Cap)) * (1 - (Jitter * random));
    }

    /// <summary>The wait after sending number <paramref name="sent"/> (1 is the first).</summary>
    public TimeSpan WaitAfter(int sent) => Wait(First, sent);

    /// <param name="roundTrip">Measured; zero: it was not.</param>
    public TimeSpan WaitAfter(int sent, TimeSpan roundTrip) => Wait(FirstOn(roundTrip), sent);

    private TimeSpan FirstOn(TimeSpan roundTrip)
    {
        if (roundTrip <= TimeSpan.Zero)
            return First;
        TimeSpan soon = Instant.Longer(FirstMeasured, roundTrip * 3);
        return Instant.Shorter(soon, First);
    }

    private TimeSpan Wait(TimeSpan first, int sent)
    {
        double wait = first.TotalMilliseconds * Math.Pow(Factor, sent - 1);
        return TimeSpan.FromMilliseconds(Math.Min(wait, Cap.TotalMilliseconds));
    }
}
