using Holdfast.Time;

namespace Holdfast.Ike.Sas;

/// <summary>When something was heard of the gateway, and since when it has been spoken to in vain.</summary>
/// <param name="now">It was just heard.</param>
/// <param name="gap">Packets farther apart are not one flow.</param>
public sealed class Contact(Instant now, TimeSpan gap)
{
    /// <summary>So many packets in a row make a flow.</summary>
    private const int Flow = 16;

    /// <summary>Packets farther apart are no flow of which a pause would say something.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Packets are told of a little after they came: what is told right after a hint is older than that.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(100);

    private Instant _lastSent = now;
    private Instant _lastData = now;
    private TimeSpan _longestGap;
    private int _inFlow;

    /// <summary>Since when there is a session.</summary>
    public Instant Since { get; } = now;

    /// <summary>When the gateway last showed that it lives, by IKE or by ESP.</summary>
    public Instant LastInbound { get; private set; } = now;

    /// <summary>When it last answered a request of ours.</summary>
    public Instant LastAnswer { get; private set; } = now;

    /// <summary>The first of our packets since anything was heard; never without one.</summary>
    public Instant UnansweredSince { get; private set; } = Instant.Never;

    /// <summary>The first packet of a flow of ours since ESP was heard; never without one.</summary>
    public Instant DataUnansweredSince { get; private set; } = Instant.Never;

    /// <summary>Since when something unauthenticated says that the gateway may not be there; never where it was heard after that.</summary>
    public Instant HintedSince { get; private set; } = Instant.Never;

    /// <summary>The longest of the recent pauses in the gateway's packets; null: they do not come in a flow.</summary>
    public TimeSpan? InboundGap => _inFlow >= Flow ? _longestGap : null;

    /// <summary>The gateway's ESP has come in this session.</summary>
    public bool HasData { get; private set; }

    public void HeardIke(bool isAnswer, Instant now)
    {
        (LastInbound, UnansweredSince, HintedSince) = (now, Instant.Never, Instant.Never);
        if (isAnswer)
            LastAnswer = now;
    }

    public void HeardData(Instant now)
    {
        (LastInbound, UnansweredSince, DataUnansweredSince) = (now, Instant.Never, Instant.Never);
        if (HintedSince != Instant.Never && now - HintedSince > Lag)
            HintedSince = Instant.Never;
        HasData = true;
        NoteGap(now - _lastData);
        _lastData = now;
    }

    public void Hint(Instant now) => HintedSince = now;

    /// <summary>What the hint said has been acted upon.</summary>
    public void ForgetHint() => HintedSince = Instant.Never;

    /// <summary>The data path sent something, which may have been noticed a little later.</summary>
    public void Sent(Instant at)
    {
        if (UnansweredSince == Instant.Never)
            UnansweredSince = Instant.Latest(at, LastInbound);
        if (DataUnansweredSince == Instant.Never || at - _lastSent > gap)
            DataUnansweredSince = at;
        _lastSent = Instant.Latest(at, _lastSent);
    }

    /// <summary>What was sent before went another way.</summary>
    public void Moved() => (UnansweredSince, DataUnansweredSince, HintedSince, _inFlow) = (Instant.Never, Instant.Never, Instant.Never, 0);

    /// <summary>Packets of one batch arrive at the same time and say nothing.</summary>
    private void NoteGap(TimeSpan pause)
    {
        if (pause <= TimeSpan.Zero)
            return;
        (_inFlow, _longestGap) = pause > LongestPause ? (0, TimeSpan.Zero) : (Math.Min(_inFlow + 1, Flow), Instant.Longer(pause, _longestGap * 0.95));
    }
}
