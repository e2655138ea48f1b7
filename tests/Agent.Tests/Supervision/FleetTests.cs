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

    /// <summary>Those that asked while it was away, and those that find out only now, are never more than it serves, also together.</summary>
    [Theory]
    [InlineData(10, false)]
    [InlineData(60, false)]
    [InlineData(5, true)]
    public void A_fleet_that_is_told_so_stays_below_what_its_gateway_serves(int seconds, bool isOrderly)
    {
        FleetReport report = Run(new SupervisorSettings().InFleetOf(Sites), seconds, isOrderly);

        Assert.InRange(report.Counter.MostHandshakes, 1, PerSecond);
        Assert.Equal(0, report.Counter.Drops);
        Assert.InRange(report.UntilBack(0.99), 0, 130);
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
