using Holdfast.Supervision;
using Holdfast.Tests.Supervision.Simulation;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>Ten thousand sites and one gateway that restarts, which serves 200 handshakes a second and keeps 1,000 half-open.</summary>
public sealed class FleetTests(ITestOutputHelper output)
{
    private const int Sites = 10_000;
    private const int PerSecond = 200;

    /// <summary>Nobody said that there are others: all come at once, and the gateway is busy for hardly longer than it has to be.</summary>
    [Theory]
    [InlineData(10, false)]
    [InlineData(60, false)]
    [InlineData(5, true)]
    public void A_fleet_that_is_not_told_so_does_not_stifle_its_gateway(int seconds, bool isOrderly)
    {
        FleetReport report = Run(new SupervisorSettings(), seconds, isOrderly);

        Assert.InRange(report.UntilBack(0.99), 0, 2.0 * Sites / PerSecond);
    }

    [Fact]
    public void A_fleet_that_is_told_so_stays_below_what_the_gateway_serves_after_a_short_crash()
    {
        FleetReport report = Run(new SupervisorSettings().InFleetOf(Sites), 10, isOrderly: false);

        Assert.InRange(report.Counter.MostHandshakes, 1, PerSecond);
        Assert.Equal(0, report.Counter.Drops);
        Assert.InRange(report.UntilBack(0.99), 0, 100);
    }

    [Fact]
    public void And_loses_nothing_where_the_gateway_said_goodbye()
    {
        FleetReport report = Run(new SupervisorSettings().InFleetOf(Sites), 5, isOrderly: true);

        Assert.Equal(0, report.Counter.Drops);
        Assert.InRange(report.UntilBack(0.99), 0, 100);
    }

    [Fact]
    public void And_is_back_soon_after_a_long_crash()
    {
        FleetReport report = Run(new SupervisorSettings().InFleetOf(Sites), 60, isOrderly: false);

        Assert.InRange(report.UntilBack(0.99), 0, 100);
    }

    private FleetReport Run(SupervisorSettings settings, int seconds, bool isOrderly)
    {
        Fleet fleet = new(Sites, PerSecond, seed: 1, settings, new Habits());
        Assert.Equal(Sites, fleet.Connected);

        FleetReport report = fleet.Restart(TimeSpan.FromSeconds(seconds), isOrderly);

        output.WriteLine($"{seconds} s, {(isOrderly ? "orderly" : "crash")}, spread {settings.Spread.TotalSeconds:F0} s: {report}");
        return report;
    }
}
