using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>What is to become of a new binary.</summary>
public enum TrialVerdict
{
    /// <summary>It is still looked at.</summary>
    Open,

    /// <summary>It connected and stayed so.</summary>
    Kept,

    /// <summary>It did not connect in time: the one before is to come back.</summary>
    Failed,
}

/// <summary>
/// A new binary on trial. It has to connect within the time that it was given, whether or not there is a network, and to stay connected for a
/// moment. The time runs from the start of the agent: how often it may be started is counted by who starts it.
/// </summary>
/// <param name="begun">When this run of the agent began.</param>
public sealed class UpdateTrial(Instant begun, TimeSpan within)
{
    /// <summary>How long a tunnel has to stand until it counts.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10), Longest = TimeSpan.FromHours(1);

    private Instant _since = Instant.Never;

    public Instant Deadline { get; } = begun + within;

    /// <summary>When to ask again; connections that come and go are looked at once a second.</summary>
    public Instant NextLook { get; private set; } = begun;

    /// <param name="isConnected">Every connection that is to be up is so now.</param>
    public TrialVerdict Judge(bool isConnected, Instant now)
    {
        NextLook = now + TimeSpan.FromSeconds(1);
        if (!isConnected)
        {
            _since = Instant.Never;
            return now >= Deadline ? TrialVerdict.Failed : TrialVerdict.Open;
        }

        // One that connects in the last moment has time to show that it stays so.
        _since = Instant.Earliest(_since, now);
        return now - _since >= Settling ? TrialVerdict.Kept : TrialVerdict.Open;
    }
}
