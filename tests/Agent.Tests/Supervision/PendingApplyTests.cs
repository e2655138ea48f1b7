using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class PendingApplyTests
{
    private const string ThisBoot = "1b3ee6fd-9ae2-4d3a-a1a5-2f4a6a9c8f11", NextBoot = "00000000-9ae2-4d3a-a1a5-2f4a6a9c8f11";
    private const long Wall = 1_800_000_000;

    [Fact]
    public void In_its_own_boot_the_time_runs_by_the_clock_of_that_whatever_the_time_of_day()
    {
        PendingApply pending = Make(begun: 1000, Wall);

        foreach (long wall in new[] { 0, Wall - 5000, Wall + 1, Wall + 50_000 })
        {
            Assert.Equal(At(1120), pending.Until(At(1001), ThisBoot, wall));
            Assert.Equal(At(1120), pending.Until(At(5000), ThisBoot, wall));
        }
    }

    [Fact]
    public void A_start_of_the_agent_does_not_begin_it_anew()
    {
        PendingApply again = PendingApply.Decode(Make(begun: 1000, Wall).Encode())!;

        Assert.Equal(At(1120), again.Until(At(1119), ThisBoot, Wall));
        Assert.Equal("/etc/holdfast/agent.json", again.Path);
    }

    [Theory]
    [InlineData(0, 20 + 120)]
    [InlineData(30, 20 + 90)]
    [InlineData(119, 20 + 1)]
    [InlineData(120, 20)]
    [InlineData(100_000, 20)]
    public void Over_a_reboot_it_runs_by_the_time_of_day(long passed, long until) =>
        Assert.Equal(At(until), Make(begun: 1000, Wall).Until(At(20), NextBoot, Wall + passed));

    [Theory]
    [InlineData(Wall, 0)]
    [InlineData(0, Wall + 1)]
    [InlineData(0, 0)]
    [InlineData(Wall, Wall - 1)]
    public void Over_a_reboot_that_nobody_knows_the_length_of_it_is_over(long then, long now) =>
        Assert.Equal(At(20), Make(begun: 1000, then).Until(At(20), NextBoot, now));

    [Fact]
    public void What_begins_later_than_now_is_over() => Assert.Equal(At(20), Make(begun: 1000, Wall).Until(At(20), ThisBoot, Wall));

    [Theory]
    [InlineData("")]
    [InlineData("boot 1 2 3")]
    [InlineData("boot 1 2 3\n")]
    [InlineData("boot 1 2 3\n/a")]
    [InlineData("boot 1 2 3\na\n")]
    [InlineData("boot 1 2 3\n/a\nb\n")]
    [InlineData("boot 1 2\n/a\n")]
    [InlineData(" 1 2 3\n/a\n")]
    [InlineData("boot -1 2 3\n/a\n")]
    [InlineData("boot 1 5000000000 3\n/a\n")]
    [InlineData("boot 1 2 3600001\n/a\n")]
    [InlineData("boot 1 2 99999999999999999999\n/a\n")]
    public void What_is_no_record_is_none(string text) => Assert.Null(PendingApply.Decode(text));

    [Fact]
    public void The_smallest_record_is_one() => Assert.NotNull(PendingApply.Decode("b 0 0 0\n/\n"));

    private static PendingApply Make(long begun, long wall) => new(ThisBoot, At(begun), wall, TimeSpan.FromMinutes(2), "/etc/holdfast/agent.json");

    private static Instant At(long seconds) => new Instant(0) + TimeSpan.FromSeconds(seconds);
}
