using Holdfast.Host.Net;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class SettlePaceTests
{
    private static readonly Instant Begin = new(1_000_000_000_000);

    private readonly SettlePace _pace = new();

    [Fact]
    public void One_event_is_looked_at_at_once_and_when_it_has_settled() => Assert.Equal([0, 200], Looks(0));

    [Fact]
    public void Without_an_event_there_is_nothing_to_look_at() => Assert.Equal(Instant.Never, _pace.Next);

    /// <summary>An address goes, another one comes, and then its route: the route does not wait until all has settled.</summary>
    [Fact]
    public void What_comes_after_a_look_is_looked_at_a_moment_later() => Assert.Equal([0, 13, 200], Looks(0, 3, 5));

    [Fact]
    public void The_pauses_grow() => Assert.Equal([0, 11, 32, 73, 154, 200], Looks([.. Enumerable.Range(0, 199)]));

    /// <summary>So does a network that never rests: it is looked at no oftener than it takes to settle.</summary>
    [Fact]
    public void What_never_rests_is_looked_at_seldom_until_it_rests()
    {
        Assert.InRange(Looks([.. Enumerable.Range(0, 20_000)]).Count, 90, 110);
        Assert.Equal([25_000, 25_013, 25_200], Looks(25_000, 25_003));
    }

    /// <summary>The milliseconds of the looks that these events lead to.</summary>
    private List<int> Looks(params int[] events)
    {
        List<int> looks = [];
        int next = 0;
        for (int at = events[0]; at < events[^1] + 1_000; at++)
        {
            Instant now = Begin + TimeSpan.FromMilliseconds(at);
            if (next < events.Length && events[next] == at)
            {
                _pace.NoteEvent(now);
                next++;
            }

            if (now < _pace.Next)
                continue;
            _pace.NoteLook(now);
            looks.Add(at);
        }

        return looks;
    }
}
