namespace Holdfast.Lab.Faults;

/// <summary>All faults, by short names; each is made anew for a run.</summary>
public static class FaultList
{
    private const int Percent = 30, Milliseconds = 5000;

    // How long it lasts: short where only the agent's own recovery is tested, long enough for the comparison that every client
    // has noticed and, in the longest, waits between attempts.
    private static readonly (string Name, Func<bool, Fault> Make)[] Faults =
    [
        ("cable", isQuick => new CablePulled(isQuick ? 6 : 20)),
        ("cable-long", isQuick => new CablePulled(isQuick ? 12 : 90)),
        ("address", _ => new AddressChanged()),
        ("uplink", _ => new UplinkMoved()),
        ("nat-flush", _ => new NatFlushed()),
        ("nat-reboot", isQuick => new NatRebooted(isQuick ? 6 : 20)),
        ("gateway-kill", _ => new GatewayKilled()),
        ("gateway-dead", isQuick => new GatewayDead(isQuick ? 6 : 60)),
        ("gateway-dns", _ => new GatewayMoved()),
        ("udp-blocked", isQuick => new UdpBlocked(isQuick ? 6 : 45)),
        ("delay", isQuick => new Delay(Milliseconds, isQuick ? 12 : 30)),
        ("delay-kill", _ => new ClientKilledUnder(
            $"{Milliseconds} ms of delay", 3 * Milliseconds / 1000.0,
            lab => new DelayLine(lab.Topology.Nat, TimeSpan.FromMilliseconds(Milliseconds)))),
        ("loss", isQuick => new Loss(Percent, isQuick ? 12 : 30)),
        ("loss-kill", _ => new ClientKilledUnder($"{Percent} % loss", 5, lab =>
        {
            Loss.Begin(lab, Percent);
            return null;
        })),
        ("kill", _ => new ClientKilled()),
        ("stop", isQuick => new ClientHangs(isQuick ? 6 : 30)),
    ];

    public static IReadOnlyList<string> Names => [.. Faults.Select(fault => fault.Name)];

    /// <param name="isQuick">It lasts shorter.</param>
    public static Fault Make(string name, bool isQuick) => Faults.First(fault => fault.Name == name).Make(isQuick);
}
