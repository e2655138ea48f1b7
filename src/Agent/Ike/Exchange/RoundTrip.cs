using Holdfast.Time;

namespace Holdfast.Ike.Exchange;

/// <summary>
/// The round trip to the gateway, as our exchanges show it: smoothed as in RFC 6298, but followed at once where it changes much. The
/// answer to a request that was repeated tells only a bound (Karn's algorithm), which counts until the next clear measurement.
/// </summary>
public sealed class RoundTrip
{
    /// <summary>Longer is taken for this: what is given up after a minute is still asked a few times.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    private TimeSpan _variation;
    private TimeSpan _bound;

    /// <summary>Zero before the first clear measurement.</summary>
    public TimeSpan Smoothed { get; private set; }

    /// <summary>It may be longer than what was measured; an exchange that is sent once would tell.</summary>
    public bool IsVague => _bound > Smoothed;

    /// <summary>Silence after a question means nothing before this has passed.</summary>
    public TimeSpan Patience => (Instant.Longer(Smoothed, _bound) * 3) + Margin;

    /// <summary>The same where something else says too that the gateway is not there.</summary>
    public TimeSpan HintedPatience => Patience - (Margin / 2);

    /// <summary>RTO of RFC 6298 section 2.</summary>
    private TimeSpan Timeout => Limit(Smoothed + (_variation * 4));

    /// <param name="time">From the first sending of a request to its answer.</param>
    /// <param name="isClear">It was sent once.</param>
    public void Take(TimeSpan time, bool isClear)
    {
        TimeSpan sample = Limit(time);
        _bound = isClear ? TimeSpan.Zero : sample;
        if (isClear)
            Smooth(sample);
    }

    /// <summary>Another path: what was measured is no longer true.</summary>
    public void Forget() => Smoothed = _variation = _bound = TimeSpan.Zero;

    /// <summary>The wait after sending number <paramref name="sent"/>; the first is the one that a clear measurement hangs on.</summary>
    public TimeSpan WaitAfter(RetransmitPolicy policy, int sent)
    {
        TimeSpan wait = Instant.Longer(policy.WaitAfter(sent, Smoothed), Timeout);
        return sent > 1 ? wait : Instant.Longer(wait, Limit(_bound * 1.5));
    }

    /// <summary>Twice as long or half as long is another path or another load, not a variation.</summary>
    private void Smooth(TimeSpan sample)
    {
        if (sample > Smoothed * 2)
        {
            (Smoothed, _variation) = (sample, sample / 2);
        }
        else if (sample < Smoothed / 2)
        {
            Smoothed = (Smoothed + sample) / 2;
            _variation = Smoothed / 2;
        }
        else
        {
            _variation = ((_variation * 3) + (Smoothed - sample).Duration()) / 4;
            Smoothed = ((Smoothed * 7) + sample) / 8;
        }
    }

    private static TimeSpan Limit(TimeSpan time) => Instant.Shorter(time, Longest);
}
