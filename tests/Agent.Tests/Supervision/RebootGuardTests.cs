using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class RebootGuardTests
{
    private const string ThisBoot = "1b3ee6fd-9ae2-4d3a-a1a5-2f4a6a9c8f11", EarlierBoot = "00000000-9ae2-4d3a-a1a5-2f4a6a9c8f11";
    private const long Wall = 1_800_000_000, Hour = 3600;

    [Fact]
    public void Without_a_word_in_the_configuration_it_is_never_allowed()
    {
        RebootVerdict verdict = Judge(null, uptime: 1000 * Hour, downSince: 0);

        Assert.Equal((false, Instant.Never), (verdict.IsAllowed, verdict.AskAgain));
    }

    [Fact]
    public void A_tunnel_that_is_down_for_long_enough_allows_it()
    {
        Assert.True(Judge(Minutes(30), uptime: 10 * Hour, downSince: (10 * Hour) - 1800).IsAllowed);

        RebootVerdict early = Judge(Minutes(30), uptime: 10 * Hour, downSince: (10 * Hour) - 1799);
        Assert.Equal((false, At((10 * Hour) + 1)), (early.IsAllowed, early.AskAgain));
    }

    [Fact]
    public void A_tunnel_that_stands_is_never_a_reason()
    {
        RebootVerdict verdict = Judge(Minutes(30), At(1000 * Hour), Instant.Never);

        Assert.Equal((false, Instant.Never), (verdict.IsAllowed, verdict.AskAgain));
    }

    [Theory]
    [InlineData(10, 3599, 3600)]
    [InlineData(60, 3599, 3600)]
    [InlineData(120, 7199, 7200)]
    public void In_the_first_hour_of_a_boot_or_longer_where_configured_it_is_not(int minutes, long uptime, long allowedFrom)
    {
        RebootVerdict verdict = Judge(Minutes(minutes), uptime, downSince: 0);

        Assert.Equal((false, At(allowedFrom)), (verdict.IsAllowed, verdict.AskAgain));
        Assert.True(Judge(Minutes(minutes), allowedFrom, downSince: 0).IsAllowed);
    }

    [Fact]
    public void It_is_not_while_another_connection_is_up()
    {
        RebootVerdict verdict = Judge(Minutes(10), uptime: 5 * Hour, downSince: 0, isAnotherUp: true);

        Assert.Equal((false, "another connection is up"), (verdict.IsAllowed, verdict.Why));
        Assert.Equal(At((5 * Hour) + 60), verdict.AskAgain);
    }

    [Fact]
    public void One_that_failed_in_this_boot_is_tried_again_after_an_hour()
    {
        RebootRecord failed = new(ThisBoot, At(5 * Hour), 0);

        RebootVerdict verdict = Judge(Minutes(10), uptime: (6 * Hour) - 1, downSince: 0, last: failed);
        Assert.Equal((false, At(6 * Hour)), (verdict.IsAllowed, verdict.AskAgain));
        Assert.True(Judge(Minutes(10), uptime: 6 * Hour, downSince: 0, last: failed).IsAllowed);
    }

    [Theory]
    [InlineData(Wall, Wall + 3599, false)]
    [InlineData(Wall, Wall + 3600, true)]
    [InlineData(Wall, Wall - 1, true)] // the clock went back: the uptime alone counts
    [InlineData(Wall, 0, true)]
    [InlineData(0, Wall, true)]
    public void By_the_time_of_day_it_is_not_within_an_hour_of_the_last_where_both_are_known(long then, long now, bool isAllowed) =>
        Assert.Equal(isAllowed, Judge(Minutes(10), uptime: Hour, downSince: 0, last: new RebootRecord(EarlierBoot, At(5), then), wall: now).IsAllowed);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_site_that_stays_dead_for_a_month_reboots_at_most_once_an_hour(bool remembers)
    {
        long passed = 0, uptime = 0, boots = 0, lastReboot = -Hour;
        RebootRecord? last = null;
        for (; passed < 30 * 24 * Hour; passed += 10, uptime += 10)
        {
            // A clock that starts in 1970 at every boot and a disk that forgets: neither is needed.
            if (!Judge(Minutes(10), uptime, downSince: 0, last: last, bootId: $"boot{boots}", wall: 0).IsAllowed)
                continue;
            Assert.InRange(passed - lastReboot, Hour, long.MaxValue);
            last = remembers ? new RebootRecord($"boot{boots}", At(uptime), 0) : null;
            (lastReboot, uptime, boots) = (passed, 0, boots + 1);
        }

        Assert.InRange(boots, 700, 720);
    }

    [Fact]
    public void The_record_is_read_as_it_was_written()
    {
        RebootRecord read = RebootRecord.Decode(new RebootRecord(ThisBoot, At(77), Wall).Encode())!;

        Assert.Equal((ThisBoot, At(77), Wall), (read.BootId, read.At, read.WallSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("a 1 2")]
    [InlineData("a 1\n")]
    [InlineData("a 1 2 3\n")]
    [InlineData(" 1 2\n")]
    [InlineData("a -1 2\n")]
    [InlineData("a 1 4294967296\n")]
    [InlineData("a 99999999999999999999 2\n")]
    [InlineData("\0\0\0\0\0\0\0\0\0")]
    public void What_the_disk_made_of_it_is_none(string text) => Assert.Null(RebootRecord.Decode(text));

    private static RebootVerdict Judge(
        TimeSpan? after, long uptime, long downSince, bool isAnotherUp = false, RebootRecord? last = null, string bootId = ThisBoot, long wall = 0) =>
        new RebootGuard(after).Judge(At(uptime), At(downSince), isAnotherUp, last, bootId, wall);

    private static RebootVerdict Judge(TimeSpan? after, Instant now, Instant downSince) =>
        new RebootGuard(after).Judge(now, downSince, false, null, ThisBoot, 0);

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    private static Instant At(long seconds) => new(seconds * 1_000_000_000);
}
