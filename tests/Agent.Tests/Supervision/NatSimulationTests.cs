using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>Many sites with NATs of all kinds, for days on a virtual clock.</summary>
public sealed class NatSimulationTests(ITestOutputHelper output)
{
    private const int Sites = 60;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void The_interval_stays_below_the_life_nearly_always(bool changesPorts, bool countsInbound)
    {
        for (int seed = 0; seed < Sites; seed++)
        {
            NatSite site = Site(seed, changesPorts, countsInbound);
            site.Start();
            site.Run(TimeSpan.FromDays(3)); // to learn
            site.Run(TimeSpan.FromDays(7));
            output.WriteLine($"{seed}: life {site.Life:F0}, quiet {site.Quiet:F0}, interval {site.Interval:F1}, too long {site.ShareTooLong:P2}, "
                + $"lost {site.Lost} of {site.Sent}, keepalives {site.Keepalives}");

            Assert.InRange(site.Interval, 10, 300);
            Assert.InRange(site.ShareTooLong, 0, 0.03);
            Assert.InRange(site.Lost, 0, 5 + (site.Sent * 0.04));
        }
    }

    private static NatSite Site(int seed, bool changesPorts, bool countsInbound)
    {
        Random random = new(seed * 7919);
        return new NatSite(seed)
        {
            Life = 12 * Math.Pow(600.0 / 12, random.NextDouble()),
            Quiet = 5 * Math.Pow(60, random.NextDouble()),
            ChangesPorts = changesPorts,
            CountsInbound = countsInbound,
            Liveness = seed % 2 == 0 ? 30 : 900,
        };
    }

    [Fact]
    public void Where_the_mapping_lives_long_fewer_keepalives_leave()
    {
        NatSite site = new(1) { Life = 600, Quiet = 120, ChangesPorts = false, CountsInbound = false, Liveness = 3600 };
        site.Start();
        site.Run(TimeSpan.FromDays(10));
        site.Run(TimeSpan.FromDays(1));

        Assert.InRange(site.Interval, 60, 300);
        Assert.InRange(site.Keepalives, 0, 86400 / 20 / 3);
        Assert.Equal(0, site.Lost);
    }
}
