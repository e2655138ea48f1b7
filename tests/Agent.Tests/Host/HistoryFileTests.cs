using System.Text.Json;
using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Control;
using Holdfast.Host.Trust;
using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>The history as the loop drives it, on a virtual clock and a real directory.</summary>
public sealed class HistoryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private Instant _now = At(1000);
    private DateTimeOffset _wall = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private HistoryFile _file;

    public HistoryFileTests() => _file = Open();

    private string Name => Path.Combine(_folder, "history");

    private string[] Kept => File.Exists(Name) ? File.ReadAllLines(Name) : [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Steady_state_writes_nothing()
    {
        Pass(TimeSpan.FromDays(100));

        Assert.Equal(Instant.Never, _file.NextDeadline);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void An_event_is_on_the_disk_soon_and_after_a_restart_there()
    {
        _file.Of("main").Add(HistoryKind.Lost, "the gateway is silent");
        Assert.Empty(Kept);
        Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(["1800000000\t1000000\tlost\tmain\tthe gateway is silent"], Kept);
        Assert.Equal("the gateway is silent", Open().Of("main").Last!.Cause);
        Assert.Empty(Open().Of("main").Counts);
    }

    [Fact]
    public void A_burst_is_two_writes_in_its_first_minute()
    {
        int writes = 0;
        for (int second = 0; second < 60; second++)
        {
            _file.Of("main").Add(HistoryKind.Connecting, "again");
            Pass(TimeSpan.FromSeconds(1));
            if (File.Exists(Name))
                writes++;
            File.Delete(Name);
        }

        Assert.Equal(2, writes);
    }

    [Fact]
    public void What_a_full_disk_refused_is_written_when_there_is_room()
    {
        Directory.Delete(_folder);
        File.WriteAllText(_folder, "in the way");
        _file.Add(HistoryKind.Lost, "main", "a");
        Pass(TimeSpan.FromMinutes(3));
        File.Delete(_folder);
        Directory.CreateDirectory(_folder);
        Assert.NotEqual(Instant.Never, _file.NextDeadline);
        Pass(TimeSpan.FromSeconds(30));

        Assert.Single(Kept);
        Assert.Equal(Instant.Never, _file.NextDeadline);
    }

    [Theory]
    [InlineData(HistoryKind.Restart)]
    [InlineData(HistoryKind.Reboot)]
    public void What_ends_the_process_is_written_before_it_does(HistoryKind kind)
    {
        _file.Add(HistoryKind.Lost, "main", "a");
        Pass(TimeSpan.FromSeconds(2));
        _file.Add(kind, "", "b");

        Assert.Equal(2, Kept.Length);
    }

    [Fact]
    public void An_end_in_good_order_is_written_at_once()
    {
        _file.Add(HistoryKind.Lost, "main", "a");
        Pass(TimeSpan.FromSeconds(2));
        _file.NoteStop(ExitCode.Success);

        Assert.EndsWith("\tstopped\t\tas asked", Kept[^1], StringComparison.Ordinal);
        Assert.Equal(Instant.Never, _file.NextDeadline);
    }

    [Fact]
    public void An_agent_that_fails_again_and_again_writes_once_in_thirty_seconds_at_most()
    {
        HashSet<string> contents = [];
        for (int run = 0; run < 60; run++)
        {
            _file = Open();
            _file.NoteStart();
            _now += TimeSpan.FromSeconds(1);
            _file.NoteStop(ExitCode.Authentication);
            _file.Flush();
            contents.Add(string.Join('\n', Kept));
            _now += TimeSpan.FromSeconds(4);
        }

        Assert.InRange(contents.Count, 8, 9); // of five minutes
        Assert.Contains("with exit code 3", Kept[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_tells_of_an_end_without_a_word()
    {
        _file.NoteStart();
        Assert.DoesNotContain("run before", _file.History.Last!.Cause, StringComparison.Ordinal);
        Pass(TimeSpan.FromSeconds(2));
        _file = Open();
        _file.NoteStart();
        Assert.EndsWith("; the run before ended without a word", _file.History.Last!.Cause, StringComparison.Ordinal);

        _file.NoteStop(ExitCode.Success);
        _file = Open();
        _file.NoteStart();
        Assert.DoesNotContain("run before", _file.History.Last!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void While_the_clock_is_not_set_events_have_the_time_since_boot_only()
    {
        _wall = DateTimeOffset.UnixEpoch.AddHours(1);
        _file.Add(HistoryKind.Offline, "main", "no uplink");

        Assert.Equal(0, _file.History.Last!.WallSeconds);
        Assert.Equal("1000 s after boot     offline         main: no uplink\n", HistoryText.Write(_file.History));
    }

    [Fact]
    public void A_file_of_another_kind_or_size_is_an_empty_history()
    {
        File.WriteAllBytes(Name, new byte[1 << 20]);
        Assert.Empty(Open().History.Events);

        File.WriteAllText(Name, "{ \"events\": [] }\n");
        Assert.Empty(Open().History.Events);
    }

    [Fact]
    public void A_full_history_with_the_longest_lines_is_read_again()
    {
        for (int i = 0; i < 150; i++)
            _file.Add(HistoryKind.ChildrenRenewed, new string('n', 100), new string('x', 300));
        Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(100, Open().History.Events.Count);
    }

    [Fact]
    public void For_people_it_is_a_line_an_event()
    {
        Assert.Equal("nothing happened yet\n", HistoryText.Write(_file.History));
        _file.Add(HistoryKind.Started, "", "version 1");
        _file.Of("office").Add(HistoryKind.FailedOver, "to gw2");

        Assert.Equal(
            "2027-01-15T08:00:00Z  started         version 1\n2027-01-15T08:00:00Z  failedOver      office: to gw2\n", HistoryText.Write(_file.History));
    }

    [Fact]
    public void For_programs_it_is_JSON_whatever_the_cause()
    {
        Assert.Equal(0, JsonDocument.Parse(HistoryText.Json(_file.History)).RootElement.GetProperty("events").GetArrayLength());
        _file.Of("main").Add(HistoryKind.Refused, "it said \"no\\\" <&'>\n\u001b");
        _file.Of("main").Add(HistoryKind.Lost, "silent");
        _file.Of("main").Add(HistoryKind.Lost, "silent");
        JsonElement root = JsonDocument.Parse(HistoryText.Json(_file.History)).RootElement;
        JsonElement one = root.GetProperty("events")[0];

        Assert.Equal("it said \"no\\\" <&'>??", one.GetProperty("cause").GetString());
        Assert.Equal(("refused", "main", "2027-01-15T08:00:00Z"),
            (one.GetProperty("kind").GetString(), one.GetProperty("connection").GetString(), one.GetProperty("time").GetString()));
        Assert.Equal(1000.0, one.GetProperty("bootSeconds").GetDouble());
        Assert.Equal("""{"lost":2,"refused":1}""", root.GetProperty("counts").GetRawText());
    }

    private HistoryFile Open()
    {
        StateFolder state = new(_folder, new Log(LogLevel.Error, TextWriter.Null));
        return new HistoryFile(state, new WallClock(state, () => _wall, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)), () => _now);
    }

    /// <summary>As the loop would call it.</summary>
    private void Pass(TimeSpan time)
    {
        Instant end = _now + time;
        while (_file.NextDeadline <= end)
        {
            _now = _file.NextDeadline;
            _file.HandleTimeout(_now);
        }

        _now = end;
    }

    private static Instant At(long seconds) => new(seconds * 1_000_000_000);
}
