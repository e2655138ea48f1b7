using Holdfast.Supervision;
using Holdfast.Tests.Supervision.Simulation;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>The month of a hundred sites, or with CI=true or HOLDFAST_WEEKS=1 of a thousand.</summary>
public sealed class SimulatedWeeksTests(ITestOutputHelper output)
{
    private static readonly Habits Habits = new();

    [Fact]
    public void A_month_of_faults_costs_less_than_a_ten_thousandth_of_the_time()
    {
        bool isLong = Environment.GetEnvironmentVariable("CI") == "true" || Environment.GetEnvironmentVariable("HOLDFAST_WEEKS") == "1";

        WeeksReport report = Weeks.Run(isLong ? 1000 : 100, TimeSpan.FromDays(30), seed: 1, new SupervisorSettings(), Habits);

        string text = report.ToString();
        output.WriteLine(text);
        Assert.True(report.Availability >= 0.9999, text);
        Assert.True(report.MostVainAttempts <= 12, text);
        Assert.True(report.Recovery(Fault.LinkDrop, 0.99) <= 2 + Habits.Detection.TotalSeconds, text);
    }
}
