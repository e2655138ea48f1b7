using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>Many sites and one gateway that serves so many handshakes a second.</summary>
internal sealed class Fleet
{
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Watching = TimeSpan.FromMinutes(20);

    private readonly Timeline _time = new();
    private readonly FleetCounter _counter = new();
    private readonly Dice _dice;
    private readonly Gateway _gateway;
    private readonly Site[] _sites;

    public Fleet(int sites, int perSecond, int seed, SupervisorSettings settings, Habits habits)
    {
        _dice = new Dice(seed);
        _gateway = new Gateway(_time, 0, hasIPv6: false, perSecond) { Counter = _counter };
        _sites = new Site[sites];
        for (int i = 0; i < sites; i++)
        {
            Site site = _sites[i] = new Site(_time, (seed * 100_000) + i, SitePlan.Random(_dice), settings, habits, [_gateway]);
            _time.After(Settling / 2 * _dice.Next(), site.Start);
        }

        _time.RunUntil(_time.Now + Settling);
    }

    public int Connected => _sites.Count(s => s.IsUsable);

    /// <param name="isOrderly">Deletes go out before, within two seconds.</param>
    public FleetReport Restart(TimeSpan length, bool isOrderly)
    {
        _counter.Reset();
        Fault fault = isOrderly ? Fault.GatewayRestart : Fault.GatewayCrash;
        foreach (Site site in _sites)
        {
            site.Tally.NoteFault(fault);
            if (isOrderly)
                _time.After((_dice.Next() * TimeSpan.FromSeconds(2)) + (site.Plan.RoundTrip / 2), () => Close(site));
        }

        if (isOrderly)
            _time.RunUntil(_time.Now + TimeSpan.FromSeconds(2));
        Instant end = Stop(length) + Watching;
        _time.RunUntil(end);
        return new FleetReport(_counter, [.. _sites.SelectMany(s => s.Tally.Recoveries.GetValueOrDefault(fault) ?? []).Order()], _sites.Length);
    }

    private Instant Stop(TimeSpan length)
    {
        _gateway.Downs++;
        _gateway.LoseMemory();
        Tell();
        _time.After(length, () =>
        {
            _gateway.Downs--;
            Tell();
        });
        return _time.Now + length;
    }

    private void Tell()
    {
        foreach (Site site in _sites)
            site.HandleWorld();
    }

    private static void Close(Site site)
    {
        if (site.Session is not null)
            site.HandleLost(new Setback(SetbackKind.Closed, "the gateway ended it"));
    }
}

/// <param name="Back">Seconds from when the gateway was there again, in order; of those that came back.</param>
internal sealed record FleetReport(FleetCounter Counter, IReadOnlyList<double> Back, int Sites)
{
    /// <summary>NaN: not so many are back.</summary>
    public double UntilBack(double share)
    {
        int index = (int)Math.Ceiling(share * Sites) - 1;
        return index < Back.Count ? Back[index] : double.NaN;
    }

    public override string ToString() => FormattableString.Invariant(
        $"handshakes in the worst second {Counter.MostHandshakes}, messages {Counter.MostMessages}, dropped {Counter.Drops}; back: half {UntilBack(0.5):F1} s, 99 % {UntilBack(0.99):F1} s, all {UntilBack(1):F1} s");
}
