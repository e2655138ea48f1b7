using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class WritePaceTests
{
    private readonly WritePace _pace = new();

    [Fact]
    public void Without_events_nothing_is_written() => Assert.Equal(Instant.Never, _pace.Due);

    [Fact]
    public void The_first_event_is_written_two_seconds_later_with_what_came_meanwhile()
    {
        _pace.NoteChange(At(1000));
        _pace.NoteChange(At(1001));

        Assert.Equal(At(1002), _pace.Due);
        _pace.NoteWritten(At(1002));
        Assert.Equal(Instant.Never, _pace.Due);
    }

    [Fact]
    public void The_next_write_is_thirty_seconds_later_at_the_soonest()
    {
        _pace.NoteChange(At(1000));
        _pace.NoteWritten(At(1002));
        _pace.NoteChange(At(1003));

        Assert.Equal(At(1032), _pace.Due);
        Assert.Equal((false, true), (_pace.MayWrite(At(1031)), _pace.MayWrite(At(1032))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(61)]
    [InlineData(600)]
    public void A_day_of_events_however_often_is_written_fifty_six_times_at_most(int every)
    {
        List<long> writes = Run(seconds: 86_400, every);

        Assert.InRange(writes.Count, 53, 56);
        Assert.All(writes[15..].Zip(writes[14..]), pair => Assert.InRange(pair.First - pair.Second, 1799 - every, 1801 + every));
    }

    [Fact]
    public void The_first_eight_come_as_soon_as_they_may() =>
        Assert.Equal([2, 32, 62, 92, 122, 152, 182, 212, 1802], Run(seconds: 3000, every: 1)[..9]);

    [Fact]
    public void A_process_that_begins_anew_each_minute_has_no_more_writes_for_that()
    {
        List<HistoryEvent> written = [];
        for (int start = 0; start < 86_400; start += 60)
        {
            WritePace pace = new();
            pace.Resume(written, At(start));
            pace.NoteChange(At(start));
            if (pace.Due < At(start + 60))
                written.Add(Event(start));
        }

        Assert.InRange(written.Count, 50, 56);
    }

    [Fact]
    public void What_another_boot_wrote_does_not_count()
    {
        List<HistoryEvent> written = [];
        for (int write = 0; write < 20; write++)
            written.Add(Event(write * 60));
        _pace.Resume(written, At(700));
        _pace.NoteChange(At(700));

        Assert.Equal(At(702), _pace.Due);
    }

    [Fact]
    public void Events_an_hour_apart_are_each_written_at_once()
    {
        List<long> writes = Run(seconds: 86_400, every: 3600);

        Assert.Equal(24, writes.Count);
        Assert.All(writes, write => Assert.Equal(2, write % 3600));
    }

    [Fact]
    public void After_a_long_unrest_each_half_hour_of_quiet_is_another_prompt_write()
    {
        Run(seconds: 10_000, every: 1);
        _pace.NoteWritten(At(10_000));
        _pace.NoteChange(At(13_602));
        Assert.Equal(At(13_604), _pace.Due);
        _pace.NoteWritten(At(13_604));
        _pace.NoteChange(At(13_605));

        Assert.InRange((_pace.Due - At(13_605)).TotalSeconds, 29, 1800);
    }

    private static HistoryEvent Event(long at) => new(HistoryKind.Started, "", "version 1", 0, At(at));

    private List<long> Run(int seconds, int every)
    {
        List<long> writes = [];
        for (int second = 0; second < seconds; second++)
        {
            if (second % every == 0)
                _pace.NoteChange(At(second));
            if (_pace.Due > At(second))
                continue;
            _pace.NoteWritten(At(second));
            writes.Add(second);
        }

        return writes;
    }

    private static Instant At(long seconds) => new(seconds * 1_000_000_000);
}
