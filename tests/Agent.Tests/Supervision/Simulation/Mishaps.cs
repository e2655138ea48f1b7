using Holdfast.Supervision;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>Lets faults of each kind come at random, with their own means and lengths, each in turn of its kind.</summary>
internal sealed class Mishaps(Site site, Gateway[] gateways, Dice dice)
{
    public void Begin()
    {
        Recur(Fault.LinkDrop, days: 1, () => Cut(dice.Spread(1, 3600)));
        Recur(Fault.Flapping, days: 10, () => Flap(5 + (int)dice.Between(0, 15)));
        Recur(Fault.AddressChange, days: 2, ChangeAddress);
        if (site.Plan.HasNat)
            Recur(Fault.NatRebinding, days: 5, Rebind);
        Recur(Fault.GatewayCrash, days: 15, () => Stop(AnyGateway(), dice.Spread(5, 600), isForgetful: true));
        Recur(Fault.GatewayPause, days: 15, () => Stop(AnyGateway(), dice.Spread(2, 30), isForgetful: false));
        Recur(Fault.GatewayRestart, days: 15, RestartOrderly);
        Recur(Fault.BlackholeOut, days: 20, () => Lose(isOut: true, isIn: false));
        Recur(Fault.BlackholeIn, days: 20, () => Lose(isOut: false, isIn: true));
        Recur(Fault.Blackhole, days: 20, () => Lose(isOut: true, isIn: true));
        if (site.Plan.HasIPv6)
            Recur(Fault.NoIPv6, days: 20, LoseIPv6);
        Recur(Fault.Names, days: 1, FailNames);
        Recur(Fault.Suspend, days: 10, () => site.Suspend(dice.Spread(5, 7200)));
    }

    private void Recur(Fault fault, double days, Action what) =>
        site.Time.After(dice.Wait(TimeSpan.FromDays(days)), () =>
        {
            site.Tally.NoteFault(fault);
            what();
            Recur(fault, days, what);
        });

    private void Cut(TimeSpan length)
    {
        Change(() => site.Uplink.Cuts++);
        site.Time.After(length, () => Change(Mend));
    }

    /// <summary>What comes back may be another lease, and behind another NAT.</summary>
    private void Mend()
    {
        site.Uplink.Cuts--;
        if (dice.IsHit(0.3))
            site.Uplink.Address++;
        if (site.Uplink.HasNat && dice.IsHit(0.3))
            site.Uplink.Mapping++;
    }

    private void Flap(int times)
    {
        Cut(dice.Spread(0.1, 10));
        if (times > 1)
            site.Time.After(dice.Spread(0.5, 30), () => Flap(times - 1));
    }

    private void ChangeAddress() => Change(() => site.Uplink.Address++);

    private void Rebind()
    {
        site.Uplink.Mapping++;
        site.HandleWorld();
    }

    private Gateway AnyGateway() => gateways[(int)dice.Between(0, gateways.Length)];

    private void Stop(Gateway gateway, TimeSpan length, bool isForgetful)
    {
        gateway.Downs++;
        if (isForgetful)
            gateway.LoseMemory();
        site.HandleWorld();
        site.Time.After(length, () =>
        {
            gateway.Downs--;
            site.HandleWorld();
        });
    }

    private void RestartOrderly()
    {
        Gateway gateway = AnyGateway();
        Session? session = site.Session;
        if (gateway.IsUp && session is { IsBroken: false } && session.Gateway == gateway)
            site.Later(site.Plan.RoundTrip / 2, () =>
            {
                if (site.Session == session && site.Uplink.Hears(session.Way))
                    site.HandleLost(new Setback(SetbackKind.Closed, "the gateway ended it"));
            });
        Stop(gateway, dice.Spread(1, 20), isForgetful: true);
    }

    private void Lose(bool isOut, bool isIn)
    {
        Shift(isOut, isIn, 1);
        // One in ten lasts for hours.
        site.Time.After(dice.IsHit(0.1) ? dice.Spread(3600, 40000) : dice.Spread(5, 1800), () => Shift(isOut, isIn, -1));
    }

    private void Shift(bool isOut, bool isIn, int by)
    {
        site.Uplink.LossesOut += isOut ? by : 0;
        site.Uplink.LossesIn += isIn ? by : 0;
        site.HandleWorld();
    }

    private void LoseIPv6()
    {
        site.Uplink.LossesOfSix++;
        site.HandleWorld();
        site.Time.After(dice.Spread(60, 7200), () =>
        {
            site.Uplink.LossesOfSix--;
            site.HandleWorld();
        });
    }

    private void FailNames()
    {
        site.Names.Fault = (NameFault)(1 + (int)dice.Between(0, 3));
        site.Time.After(dice.Spread(60, 7200), () => site.Names.Fault = NameFault.None);
    }

    /// <summary>Of what the kernel tells.</summary>
    private void Change(Action what)
    {
        what();
        site.Uplink.Generation++;
        site.HandleWorld();
        site.Later(site.Habits.NetworkDelay, site.HandleNetwork);
    }
}
