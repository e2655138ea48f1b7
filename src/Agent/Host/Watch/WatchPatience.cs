using Holdfast.Time;

namespace Holdfast.Host.Watch;

/// <summary>
/// How long the service manager is to wait for a beat. It begins with what the manager was configured with. Once the agent has shown what
/// it can do, by a session that stands, it is what the user wants, or a few times the longest that the event loop has ever been held up,
/// which a slow machine makes long and a quick one short. After a run that ended without a word, perhaps by this very watchdog, it is left alone for an hour.
/// </summary>
public sealed class WatchPatience
{
    private const int Times = 4;

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(3), Careful = TimeSpan.FromHours(1);

    private readonly TimeSpan _configured, _shortest;
    private readonly bool _isCareful;
    private Instant _begun = Instant.Never;
    private TimeSpan _longest;

    /// <param name="configured">The manager's own.</param>
    /// <param name="wanted">The user's, for a loop that is not held up; null: 3 s.</param>
    /// <param name="isCareful">The run before ended without a word.</param>
    public WatchPatience(TimeSpan configured, TimeSpan? wanted, bool isCareful)
    {
        (_configured, _shortest, _isCareful) = (configured, wanted ?? Usual, isCareful);
        Current = configured;
    }

    public TimeSpan Current { get; private set; }

    /// <summary>The beats are so far apart, as for the shortest patience, also before: each shows how long the loop is held up.</summary>
    public TimeSpan Interval => Instant.Shorter(Current, _shortest) / 2;

    /// <param name="late">How much later the loop came to it than it was due.</param>
    /// <param name="isProven">A session stands.</param>
    /// <returns>The patience is another now.</returns>
    public bool NoteBeat(TimeSpan late, bool isProven, Instant now)
    {
        if (_begun == Instant.Never)
            _begun = now;
        _longest = Instant.Longer(_longest, late);
        bool mayChange = Current != _configured || (isProven && (!_isCareful || now - _begun >= Careful));
        TimeSpan before = Current;
        if (mayChange)
            Current = Limit(_longest * Times);
        return Current != before;
    }

    private TimeSpan Limit(TimeSpan needed) => Instant.Shorter(Instant.Longer(needed, _shortest), _configured);
}
