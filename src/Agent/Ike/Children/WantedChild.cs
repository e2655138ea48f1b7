using Holdfast.Time;

namespace Holdfast.Ike.Children;

/// <summary>One Child SA that the session should have, and when it may be asked for.</summary>
public sealed class WantedChild(ChildSettings settings)
{
    /// <summary>After so long a loss counts as the first one again.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private int _failures;
    private Instant _stoodAt = Instant.Never;

    public ChildSettings Settings { get; } = settings;

    /// <summary>The one that stood last.</summary>
    public ChildSa? LastGrant { get; private set; }

    /// <summary>A request for it waits or is out.</summary>
    public bool IsAskedFor { get; set; }

    public Instant NextTry { get; private set; } = new(0);

    public void Stand(ChildSa child, Instant now)
    {
        LastGrant = child;
        _stoodAt = now;
        IsAskedFor = false;
    }

    /// <summary>Waits that double up to five minutes; the first loss after a quiet time is mended at once.</summary>
    public void Wait(Instant now, bool isLoss, double random)
    {
        bool wasSettled = _stoodAt != Instant.Never && now - _stoodAt > Settled;
        if (wasSettled)
            _failures = 0;
        _stoodAt = Instant.Never;
        double seconds = Math.Min(FirstWait.TotalSeconds * Math.Pow(2, _failures), LongestWait.TotalSeconds);
        NextTry = isLoss && _failures == 0 ? now : now + TimeSpan.FromSeconds(seconds * (1 + (random / 4)));
        _failures = Math.Min(_failures + 1, 16);
    }
}
