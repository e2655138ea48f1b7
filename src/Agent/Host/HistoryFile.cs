using System.Text;
using Holdfast.Host.Loop;
using Holdfast.Host.Trust;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host;

/// <summary>
/// The history with its file in the state directory. It is written when something happened, at a pace that flash can bear, and at once
/// before a restart or reboot and at an end in good order. An agent that fails and is started again and again keeps to the pace too.
/// </summary>
public sealed class HistoryFile : ITimed
{
    private const string FileName = "history";
    private const int MostBytes = 1 << 16; // a hundred lines at their longest take half of it

    private readonly StateFolder _state;
    private readonly WallClock _clock;
    private readonly Func<Instant> _now;
    private readonly WritePace _pace = new();

    /// <param name="now">The clock of the tick.</param>
    public HistoryFile(StateFolder state, WallClock clock, Func<Instant> now)
    {
        (_state, _clock, _now) = (state, clock, now);
        History = Read(state);
        _pace.Resume(History.Events, now());
    }

    public History History { get; }

    public Instant NextDeadline => _pace.Due;

    /// <summary>What an agent left in this directory; empty where there is nothing, or nothing that can be read.</summary>
    public static History Read(StateFolder state) => History.Decode(Encoding.ASCII.GetString(state.Read(FileName, MostBytes) ?? []));

    /// <summary>The agent runs; says how the run before ended, where that was not in good order.</summary>
    public void NoteStart()
    {
        string? looseEnd = History.LooseEnd(_now());
        Add(HistoryKind.Started, "", $"version {ProductVersion.Text}{(looseEnd is null ? "" : $"; {looseEnd}")}");
    }

    public void NoteStop(ExitCode code)
    {
        Add(HistoryKind.Stopped, "", code == ExitCode.Success ? "as asked" : $"with exit code {(int)code}");
        if (code == ExitCode.Success)
            Write(_now());
    }

    /// <param name="connection">Empty for the agent as a whole.</param>
    /// <param name="cause">One line for people, without a secret; what of it is not printable, or too much, is left out.</param>
    public void Add(HistoryKind kind, string connection, string cause)
    {
        Instant now = _now();
        History.Add(new HistoryEvent(kind, connection, cause, WallSeconds, now));
        if (kind is HistoryKind.Restart or HistoryKind.Reboot)
            Write(now);
        else
            _pace.NoteChange(now);
    }

    public ConnectionHistory Of(string connection) => new(this, connection);

    public void HandleTimeout(Instant now) => Write(now);

    /// <summary>Nothing comes any more: writes what is not written yet, if the pace allows.</summary>
    public void Flush()
    {
        if (_pace.Due != Instant.Never && _pace.MayWrite(_now()))
            Write(_now());
    }

    /// <summary>0 while the system's clock is plainly wrong.</summary>
    private long WallSeconds => _clock.IsUnset ? 0 : _clock.Now.ToUnixTimeSeconds();

    private void Write(Instant now)
    {
        _state.Write(FileName, Encoding.ASCII.GetBytes(History.Encode()));
        _pace.NoteWritten(now);
        if (_state.IsFailing)
            _pace.NoteChange(now);
    }
}
