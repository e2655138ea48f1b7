using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class HistoryTests
{
    private const long Wall = 1_800_000_000;

    private readonly History _history = new();

    [Fact]
    public void A_hundred_events_are_kept_and_the_oldest_goes_first()
    {
        for (int i = 0; i < 250; i++)
            Add(HistoryKind.Lost, "main", $"cause {i}");

        Assert.Equal(100, _history.Events.Count);
        Assert.Equal(("cause 150", "cause 249"), (_history.Events[0].Cause, _history.Last!.Cause));
    }

    [Fact]
    public void Every_event_counts_for_its_kind_and_connection_also_when_it_is_kept_no_more()
    {
        for (int i = 0; i < 250; i++)
            Add(HistoryKind.Lost, "main");
        Add(HistoryKind.Lost, "office");
        Add(HistoryKind.FailedOver, "office");
        Add(HistoryKind.Started, "");

        Assert.Equal(new Dictionary<string, long> { ["lost"] = 250 }, _history.Counts("main"));
        Assert.Equal(new Dictionary<string, long> { ["lost"] = 1, ["failedOver"] = 1 }, _history.Counts("office"));
        Assert.Equal(new Dictionary<string, long> { ["started"] = 1 }, _history.Counts(""));
        Assert.Equal(251, _history.Counts(null)["lost"]);
        Assert.Empty(_history.Counts("none"));
    }

    [Fact]
    public void The_last_one_of_a_connection_is_not_another_ones()
    {
        Add(HistoryKind.Connected, "main", "a");
        Add(HistoryKind.Lost, "office", "b");

        Assert.Equal("a", _history.LastOf("main")!.Cause);
        Assert.Null(_history.LastOf("plant"));
    }

    [Fact]
    public void What_is_written_is_read_again_and_counts_for_nothing()
    {
        Add(HistoryKind.Started, "", "version 1", wall: 0, milliseconds: 0);
        Add(HistoryKind.Lost, "main", "no answer; check the uplink", Wall, 3_600_123);
        History read = History.Decode(_history.Encode());

        Assert.Equal(_history.Encode(), read.Encode());
        HistoryEvent last = read.Last!;
        Assert.Equal((HistoryKind.Lost, "main", "no answer; check the uplink"), (last.Kind, last.Connection, last.Cause));
        Assert.Equal((Wall, new Instant(3_600_123_000_000)), (last.WallSeconds, last.At));
        Assert.Empty(read.Counts(null));
    }

    [Fact]
    public void Every_kind_has_a_word_of_its_own_that_is_read_again()
    {
        HashSet<string> words = [];
        foreach (HistoryKind kind in Enum.GetValues<HistoryKind>())
        {
            string word = HistoryWords.Of(kind);
            Assert.Equal(kind.ToString(), word, ignoreCase: true);
            Assert.True(HistoryWords.TryParse(word, out HistoryKind read) && read == kind);
            Assert.True(words.Add(word));
        }

        Assert.Equal(words.Count, HistoryWords.Count);
        Assert.False(HistoryWords.TryParse("Lost", out _));
    }

    [Theory]
    [InlineData("a\nb\tc\r\0\u001b[2Jd", "a?b?c???[2Jd")]
    [InlineData("caf\u00e9 \u202e\u2028\ud83d\ude00", "caf? ????")]
    [InlineData("\u007f\u0080\u009b31m", "???31m")]
    public void Of_a_strangers_text_what_is_printable_is_kept(string cause, string kept)
    {
        Add(HistoryKind.Refused, "ma\nin", cause);

        Assert.Equal((kept, "ma?in"), (_history.Last!.Cause, _history.Last.Connection));
        Assert.Equal(kept, History.Decode(_history.Encode()).Last!.Cause);
    }

    [Fact]
    public void Half_a_character_is_none()
    {
        Add(HistoryKind.Refused, "main", "a\ud800b\udfffc");

        Assert.Equal("a?b?c", _history.Last!.Cause);
    }

    [Fact]
    public void A_cause_is_cut_and_says_so()
    {
        Add(HistoryKind.Refused, "main", new string('x', 160));
        Assert.Equal(new string('x', 160), _history.Last!.Cause);

        Add(HistoryKind.Refused, new string('n', 1000), new string('x', 100_000));
        Assert.Equal(new string('x', 157) + "...", _history.Last.Cause);
        Assert.Equal(32, _history.Last.Connection.Length);
    }

    [Theory]
    [InlineData(HistoryKind.Lost, 10, "the run before ended without a word")]
    [InlineData(HistoryKind.Lost, 9, "the run before ended with the machine")]
    [InlineData(HistoryKind.Stopped, 10, null)]
    [InlineData(HistoryKind.Restart, 10, null)]
    [InlineData(HistoryKind.Reboot, 9, null)]
    public void How_the_run_before_ended_shows(HistoryKind last, long now, string? end)
    {
        Assert.Null(_history.LooseEnd(new Instant(now)));
        _history.Add(new HistoryEvent(last, "", "", 0, new Instant(10)));

        Assert.Equal(end, _history.LooseEnd(new Instant(now)));
    }

    private void Add(HistoryKind kind, string connection, string cause = "why", long wall = Wall, long milliseconds = 1) =>
        _history.Add(new HistoryEvent(kind, connection, cause, wall, new Instant(milliseconds * 1_000_000)));
}
