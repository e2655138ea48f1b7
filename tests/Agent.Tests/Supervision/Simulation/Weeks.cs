using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>Sites that have nothing to do with each other, each with gateways of its own.</summary>
internal static class Weeks
{
    public static WeeksReport Run(int sites, TimeSpan length, int seed, SupervisorSettings settings, Habits habits)
    {
        Tally[] tallies = new Tally[sites];
        Parallel.For(0, sites, i => tallies[i] = RunSite((seed * 100_000) + i, length, settings, habits));
        return new WeeksReport(tallies, length);
    }

    public static Tally RunSite(int seed, TimeSpan length, SupervisorSettings settings, Habits habits)
    {
        Dice dice = new(seed);
        Timeline time = new();
        Gateway[] gateways = new Gateway[dice.IsHit(0.4) ? 2 : 1];
        bool hasMobike = dice.IsHit(0.75);
        for (int i = 0; i < gateways.Length; i++)
            gateways[i] = new Gateway(time, i, dice.IsHit(0.5)) { HasMobike = hasMobike };
        Site site = new(time, seed, SitePlan.Random(dice), settings, habits, gateways);
        site.Start();
        new Mishaps(site, gateways, dice).Begin();
        Instant end = time.Now + length;
        time.RunUntil(end);
        site.Tally.Look();
        return site.Tally;
    }
}
