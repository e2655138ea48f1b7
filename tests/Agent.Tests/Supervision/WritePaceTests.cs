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

    [Fact]
    public void A_day_of_an_event_a_second_is_written_less_than_two_hundred_times_and_at_the_end_every_eight_minutes()
    {
        List<long> writes = Run(seconds: 86_400, every: 1);

        Assert.InRange(writes.Count, 170, 190);
        Assert.Equal([2, 32, 92, 212, 452], writes[..5]);
        Assert.All(writes[6..].Zip(writes[5..]), pair => Assert.Equal(480, pair.First - pair.Second));
    }

    [Fact]
    public void Events_an_hour_apart_are_each_written_at_once()
    {
        List<long> writes = Run(seconds: 86_400, every: 3600);

        Assert.Equal(24, writes.Count);
        Assert.All(writes, write => Assert.Equal(2, write % 3600));
    }

    [Fact]
    public void After_a_long_unrest_quiet_makes_it_prompt_again()
    {
        Run(seconds: 10_000, every: 1);
        _pace.NoteWritten(At(10_000));
        _pace.NoteChange(At(12_000));
        Assert.Equal(At(12_002), _pace.Due);
        _pace.NoteWritten(At(12_002));
        _pace.NoteChange(At(12_003));

        Assert.Equal(At(12_032), _pace.Due);
    }

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
