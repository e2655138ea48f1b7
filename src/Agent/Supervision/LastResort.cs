using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>
/// Time that there was a network and no session. After long enough of it a new process is begun, and after more, where that is allowed,
/// the board.
/// </summary>
internal sealed class LastResort(SupervisorSettings settings, Outbox outbox)
{
    private Instant _since = Instant.Never;
    private bool _hasRestarted;
    private bool _hasRebooted;

    public Instant NextDeadline =>
        Instant.Earliest(At(settings.RestartAfter, _hasRestarted), At(settings.RebootAfter, _hasRebooted));

    /// <summary>The time runs while this is so.</summary>
    public void Note(bool isInVain, Instant now)
    {
        if (!isInVain)
            (_since, _hasRestarted, _hasRebooted) = (Instant.Never, false, false);
        else if (_since == Instant.Never)
            _since = now;
    }

    public void HandleTimeout(Instant now)
    {
        if (now >= At(settings.RebootAfter, _hasRebooted))
        {
            _hasRebooted = true;
            outbox.Emit(new RebootBoard(Why(now)));
        }

        if (now >= At(settings.RestartAfter, _hasRestarted))
        {
            _hasRestarted = true;
            outbox.Emit(new RestartProcess(Why(now)));
        }
    }

    private string Why(Instant now) => $"no session for {(now - _since).TotalMinutes:F0} minutes, though there is a network";

    private Instant At(TimeSpan? after, bool isDone) =>
        isDone || _since == Instant.Never || after is not { } span ? Instant.Never : _since + span;
}
