using Holdfast.Config;
using Holdfast.Host.Control;
using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Update;

/// <summary>In the new agent: sees to the end of its trial. In the old one that came back: says so.</summary>
/// <param name="own">This version.</param>
/// <param name="isConnected">Whether all is up that is to be.</param>
/// <param name="giveUp">Ends the agent, for the guard to put the binary before back.</param>
public sealed class UpdateWatch(
    TrialFolder folder, string own, HistoryFile history, Func<UpdateRecord, bool> isConnected, Action<string> giveUp, Log log) : ITimed
{
    private UpdateRecord? _record;
    private UpdateTrial? _trial;

    public Instant NextDeadline => _trial?.NextLook ?? Instant.Never;

    /// <summary>For the status; null: nothing is on trial.</summary>
    public UpdateReport? Report(Instant now) => _record is null || _trial is null ? null
        : new UpdateReport(_record.From, _record.To, Math.Max(0, Math.Round((_trial.Deadline - now).TotalSeconds)));

    private bool IsNew => _record?.To == own;

    /// <summary>Once, when the agent begins to run.</summary>
    public void Start(Instant now)
    {
        Try(TellOfRollback, "forgotten");
        _record = folder.Read();
        if (_record is null)
            return;
        _trial = new UpdateTrial(now, _record.Within);
        if (IsNew)
            log.Warning($"update {_record.Versions} is on trial: it has to connect within {DurationText.Format(_record.Within)}, or the binary before comes back");
    }

    public void HandleTimeout(Instant now)
    {
        if (_record is not { } record || _trial is not { } trial)
            return;
        // One that is for another version has not come into place; it is left alone for as long as somebody may be at it.
        switch (trial.Judge(IsNew && isConnected(record), now))
        {
            case TrialVerdict.Kept:
                Keep(record);
                break;
            case TrialVerdict.Failed when IsNew:
                GiveUp(record);
                break;
            case TrialVerdict.Failed:
                log.Warning($"update {record.Versions} did not take place; this is version {own}");
                Forget();
                break;
        }
    }

    private void TellOfRollback()
    {
        if (folder.TakeRolledBack() is not { } record)
            return;
        string why = record.To == own && record.From != own
            ? $"update {record.Versions} failed, but there was no binary to put back"
            : $"update {record.Versions} failed; version {record.From} is back";
        log.Warning(why);
        history.Add(HistoryKind.RolledBack, "", why);
    }

    private void Keep(UpdateRecord record)
    {
        string what = $"update {record.Versions} works and stays";
        log.Info(what);
        history.Add(HistoryKind.Updated, "", what);
        Forget();
        try
        {
            FileGuard.Remove(record.Binary + UpdateRecord.Previous);
        }
        catch (LinuxException)
        {
            // In a sandbox that is the guard's to do, at the next start.
        }
    }

    private void GiveUp(UpdateRecord record)
    {
        Try(folder.Fail, "marked as failed");
        (_record, _trial) = (null, null);
        giveUp($"update {record.Versions} did not connect within {DurationText.Format(record.Within)}");
    }

    private void Forget()
    {
        (_record, _trial) = (null, null);
        Try(folder.Forget, "forgotten");
    }

    private void Try(Action act, string what)
    {
        try
        {
            act();
        }
        catch (LinuxException failure)
        {
            log.Error($"the trial of an update can't be {what}: {failure.Message}");
        }
    }
}
