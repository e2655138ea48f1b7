using Holdfast.Supervision;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>Attempts into a network where nobody answers, whose attempts end after so long.</summary>
public sealed class SupervisorBudgetTests
{
    [Theory]
    [InlineData(1, 1200)]
    [InlineData(2, 1200)]
    [InlineData(5, 1200)]
    [InlineData(2, 10)]
    [InlineData(5, 1)]
    [InlineData(5, 100_000)]
    public void In_no_hour_more_than_twelve_begin(int gateways, double life)
    {
        SupervisorDesk desk = Make(gateways);
        desk.Up();
        RunDead(desk, life, hours: 12);

        List<double> begun = [.. desk.Log.Where(l => l.What is BeginAttempt).Select(l => l.At)];
        Assert.InRange(begun.Count, 2 * gateways < 8 ? 2 : 8, 12 * 12);
        Assert.All(begun, from => Assert.InRange(begun.Count(at => at >= from && at <= from + 3600), 1, 12));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Nor_after_a_session_that_fell_silent(int gateways)
    {
        SupervisorDesk desk = Make(gateways).Connected();
        desk.Pass(1000);
        double from = desk.Elapsed;
        desk.Do((s, now) => s.HandleSuspect("silence", now));
        desk.Pass(300);
        desk.Lose(SetbackKind.Silent);
        RunDead(desk, 1200, hours: 2);

        Assert.InRange(desk.Log.Count(l => l.What is BeginAttempt && l.At >= from && l.At <= from + 3600), 3, 12);
    }

    [Fact]
    public void Attempts_that_last_for_twenty_minutes_leave_no_gap_of_more_than_two()
    {
        SupervisorDesk desk = Make(5);
        desk.Up();
        double gap = RunDead(desk, 1200, hours: 12);

        Assert.InRange(gap, 0, 120);
    }

    [Fact]
    public void An_answer_begins_it_anew()
    {
        SupervisorDesk desk = Make(5);
        desk.Up();
        desk.Pass(20);
        int before = desk.Begun.Count();
        Assert.Equal(8, before);

        desk.Answer();
        desk.Fail(SetbackKind.Silent);
        desk.Pass(10);

        Assert.InRange(desk.Begun.Count(), before + 6, before + 8);
    }

    [Fact]
    public void What_never_left_the_machine_does_not_count()
    {
        SupervisorDesk desk = new(new SupervisorSettings { TriesNatPort = false });
        desk.Up();
        for (int i = 0; i < 20; i++)
        {
            desk.Fail(SetbackKind.NoRoute);
            desk.Pass(121);
            Assert.Single(desk.Running);
        }
    }

    [Fact]
    public void While_it_is_spent_the_standing_says_what_is_waited_for()
    {
        SupervisorDesk desk = Make(5);
        desk.Up();
        RunDead(desk, 1, hours: 0.1);

        Assert.Equal(Phase.Waiting, desk.Standing.Phase);
        Assert.True(desk.Standing.Until > desk.Now);
        Assert.True(desk.Standing.Until <= desk.Now + desk.Settings.UnansweredInterval);
    }

    private static SupervisorDesk Make(int gateways)
    {
        SupervisorDesk desk = new(new SupervisorSettings { Gateways = gateways, RestartAfter = null });
        for (int i = 0; i < gateways; i++)
            desk.Names[i] = [$"10.0.{i}.1", $"2001:db8::{i + 1}"];
        return desk;
    }

    /// <returns>The longest time without an attempt under way, in seconds.</returns>
    private static double RunDead(SupervisorDesk desk, double life, double hours)
    {
        double end = desk.Elapsed + (hours * 3600), gap = 0, longest = 0;
        while (desk.Elapsed < end)
        {
            desk.Pass(1);
            gap = desk.Running.Count == 0 ? gap + 1 : 0;
            longest = Math.Max(longest, gap);
            foreach (long attempt in desk.Running.Where(a => desk.Elapsed >= Begin(desk, a) + life).ToList())
                desk.Fail(SetbackKind.Silent, attempt);
        }

        return longest;
    }

    private static double Begin(SupervisorDesk desk, long attempt) =>
        desk.Log.Last(l => l.What is BeginAttempt begin && begin.Attempt == attempt).At;
}
