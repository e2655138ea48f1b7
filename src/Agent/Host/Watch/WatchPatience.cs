using Holdfast.Time;

namespace Holdfast.Host.Watch;

/// <summary>
/// How long the service manager is to wait for a beat. It begins with what the manager was configured with. Once the agent has shown what
/// it can do, by a session that stands, it is a few times the longest that the event loop has ever been held up, which a slow machine
/// makes long and a quick one short. After a run that ended without a word, perhaps by this very watchdog, it is left alone for an hour.
/// </summary>
public sealed class WatchPatience
{
    private const int Times = 4;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(3), Careful = TimeSpan.FromHours(1);

    private readonly TimeSpan _configured;
    private readonly bool _isCareful;
    private Instant _begun = Instant.Never;
    private TimeSpan _longest;

    /// <param name="configured">The manager's own.</param>
    /// <param name="isCareful">The run before ended without a word.</param>
    public WatchPatience(TimeSpan configured, bool isCareful)
    {
        (_configured, _isCareful) = (configured, isCareful);
        Current = configured;
    }

    public TimeSpan Current { get; private set; }

    /// <summary>The beats are so far apart, as for the shortest patience, also before: each shows how long the loop is held up.</summary>
    public TimeSpan Interval => Instant.Shorter(Current, Shortest) / 2;

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

    private TimeSpan Limit(TimeSpan wanted)
    {
        return Instant.Shorter(Instant.Longer(wanted, Shortest), _configured);
    }
}
