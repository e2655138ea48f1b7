using Holdfast.Host;
using Holdfast.Host.Control;
using Holdfast.Host.Update;
using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Update;

/// <summary>An agent's part in a trial, on a virtual clock and real folders.</summary>
public sealed class UpdateWatchTests : IDisposable
{
    private readonly Site _site = new();
    private readonly List<string> _ends = [];
    private Instant _now = At(1000);
    private bool _isConnected;
    private HistoryFile _history;
    private UpdateWatch _watch;

    public UpdateWatchTests() => (_history, _watch) = Start(Site.Old);

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Without_an_update_it_never_wakes_up()
    {
        Assert.Equal(Instant.Never, _watch.NextDeadline);
        Assert.Null(_watch.Report(_now));
        Assert.Empty(_site.Kept);
    }

    [Fact]
    public void A_new_agent_that_connects_removes_what_would_bring_the_old_one_back()
    {
        UpdateAndStart();
        Pass(30);
        UpdateReport report = _watch.Report(_now)!;
        Assert.Equal((Site.Old, Site.New, 270.0), (report.From, report.To, report.SecondsLeft));
        _isConnected = true;
        Pass(11);

        Assert.Null(_watch.Report(_now));
        Assert.Equal(Instant.Never, _watch.NextDeadline);
        Assert.Equal(["holdfast"], _site.Beside);
        Assert.DoesNotContain(_site.Kept, name => name.StartsWith("update", StringComparison.Ordinal));
        Assert.Equal((HistoryKind.Updated, "update 0.1.0 -> 0.2.0 works and stays"), (_history.History.Last!.Kind, _history.History.Last.Cause));
        Assert.Empty(_ends);
        _site.RunGuard();
        Assert.Equal(Site.New, _site.Present);
    }

    [Fact]
    public void One_that_does_not_ends_and_the_old_one_comes_back_and_says_so_once()
    {
        UpdateAndStart();
        Pass(299);
        Assert.Empty(_ends);
        Pass(1);
        Assert.Equal(["update 0.1.0 -> 0.2.0 did not connect within 5m"], _ends);
        Pass(100);
        Assert.Single(_ends);

        _site.RunGuard();
        Assert.Equal(Site.Old, _site.Present);
        (_history, _watch) = Start(Site.Old);
        Assert.Equal("update 0.1.0 -> 0.2.0 failed; version 0.1.0 is back", _history.History.Last!.Cause);
        Assert.Equal(HistoryKind.RolledBack, _history.History.Last.Kind);
        Assert.Equal(Instant.Never, _watch.NextDeadline);
        Assert.DoesNotContain("update.rolled-back", _site.Kept);
        (_history, _watch) = Start(Site.Old);
        Assert.Null(_history.History.Last);
    }

    /// <summary>No network for days: once, and not back and forth.</summary>
    [Fact]
    public void Without_any_network_it_is_rolled_back_once()
    {
        UpdateAndStart();
        Pass(300);
        for (int start = 0; start < 10; start++)
        {
            _site.RunGuard();
            Assert.Equal(Site.Old, _site.Present);
            (_history, _watch) = Start(Site.VersionOf(_site.Binary));
            Pass(3600);
        }

        Assert.Single(_ends);
    }

    [Fact]
    public void Each_start_has_the_whole_time_and_there_are_three()
    {
        UpdateAndStart();
        for (int start = 2; start <= 3; start++)
        {
            Pass(200);
            _site.RunGuard();
            (_history, _watch) = Start(Site.New);
            Assert.Equal(300, _watch.Report(_now)!.SecondsLeft);
        }

        _site.RunGuard();
        Assert.Equal(Site.Old, _site.Present);
    }

    /// <summary>The power went between the record and the binary: the old agent is not what is on trial.</summary>
    [Fact]
    public void A_record_of_another_version_is_dropped_when_its_time_is_over_and_ends_nobody()
    {
        Assert.Null(_site.Update());
        (_history, _watch) = Start(Site.Old);
        _isConnected = true;
        Pass(299);
        Assert.NotNull(_site.Trial.Read());
        Pass(1);
        Assert.Null(_site.Trial.Read());
        Assert.Empty(_ends);
        Assert.Contains("did not take place", _site.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollback_that_had_nothing_to_put_back_is_told_as_such()
    {
        Assert.Null(_site.Update());
        File.Delete(_site.Previous);
        _site.Trial.Fail();
        _site.RunGuard();
        (_history, _watch) = Start(Site.New);
        Assert.Contains("there was no binary to put back", _history.History.Last!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_can_not_be_marked_as_failed_ends_all_the_same()
    {
        UpdateAndStart();
        File.Delete(Path.Combine(_site.State, TrialFolder.OnTrial));
        Pass(300);
        Assert.Single(_ends);
        Assert.Contains("can't be marked as failed", _site.LogText, StringComparison.Ordinal);
    }

    private void UpdateAndStart()
    {
        Assert.Null(_site.Update());
        _site.RunGuard();
        (_history, _watch) = Start(Site.New);
    }

    private (HistoryFile, UpdateWatch) Start(string version)
    {
        HistoryFile history = _site.History(() => _now);
        UpdateWatch watch = new(_site.Trial, version, history, _ => _isConnected, _ends.Add, _site.Log);
        watch.Start(_now);
        return (history, watch);
    }

    /// <summary>As the loop would call it.</summary>
    private void Pass(int seconds)
    {
        Instant end = _now + TimeSpan.FromSeconds(seconds);
        while (_watch.NextDeadline <= end)
        {
            _now = Instant.Latest(_now, _watch.NextDeadline);
            _watch.HandleTimeout(_now);
        }

        _now = end;
    }

    private static Instant At(long seconds) => new(seconds * 1_000_000_000);
}
