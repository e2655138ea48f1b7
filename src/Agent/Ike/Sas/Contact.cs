using Holdfast.Time;

namespace Holdfast.Ike.Sas;

/// <summary>When something was heard of the gateway, and since when it has been spoken to in vain.</summary>
/// <param name="now">It was just heard.</param>
/// <param name="gap">Packets farther apart are not one flow.</param>
public sealed class Contact(Instant now, TimeSpan gap)
{
    private Instant _lastSent = now;

    /// <summary>When the gateway last showed that it lives, by IKE or by ESP.</summary>
    public Instant LastInbound { get; private set; } = now;

    /// <summary>When it last answered a request of ours.</summary>
    public Instant LastAnswer { get; private set; } = now;

    /// <summary>The first of our packets since anything was heard; never without one.</summary>
    public Instant UnansweredSince { get; private set; } = Instant.Never;

    /// <summary>The first packet of a flow of ours since ESP was heard; never without one.</summary>
    public Instant DataUnansweredSince { get; private set; } = Instant.Never;

    /// <summary>The gateway's ESP has come in this session.</summary>
    public bool HasData { get; private set; }

    public void HeardIke(bool isAnswer, Instant now)
    {
        (LastInbound, UnansweredSince) = (now, Instant.Never);
        if (isAnswer)
            LastAnswer = now;
    }

    public void HeardData(Instant now)
    {
        (LastInbound, UnansweredSince, DataUnansweredSince) = (now, Instant.Never, Instant.Never);
        HasData = true;
    }

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
    public void Moved() => (UnansweredSince, DataUnansweredSince) = (Instant.Never, Instant.Never);
}
