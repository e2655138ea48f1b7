using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>
/// Time that there was a network and no session. After long enough of it a new process is begun, and after more, where that is allowed,
/// the board.
/// </summary>
internal sealed class VainTime(SupervisorSettings settings)
{
    /// <summary>Whether the board may be rebooted now is its owner's question: it is asked again.</summary>
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(1);

    private Instant _since = Instant.Never;
    private Instant _restartAt = Instant.Never;
    private Instant _rebootAt = Instant.Never;

    public Instant NextDeadline => Instant.Earliest(_restartAt, _rebootAt);

    /// <summary>The time runs while this is so.</summary>
    public void Note(bool isInVain, Instant now)
    {
        if (!isInVain)
            (_since, _restartAt, _rebootAt) = (Instant.Never, Instant.Never, Instant.Never);
        else if (_since == Instant.Never)
            (_since, _restartAt, _rebootAt) = (now, At(settings.RestartAfter, now), At(settings.RebootAfter, now));
    }

    public void HandleTimeout(Outbox outbox, Instant now)
    {
        if (now >= _rebootAt)
        {
            _rebootAt = now + Repeat;
            outbox.Emit(new RebootBoard(Why(now), _since));
        }

        if (now >= _restartAt)
        {
            _restartAt = now + settings.RestartAfter!.Value;
            outbox.Emit(new RestartProcess(Why(now)));
        }
    }

    private string Why(Instant now) => $"no session for {(now - _since).TotalMinutes:F0} minutes, though there is a network";

    private static Instant At(TimeSpan? after, Instant now) => after is { } span ? now + span : Instant.Never;
}
