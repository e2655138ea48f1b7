namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>What a site is like.</summary>
internal sealed record SitePlan(bool IsActive, bool HasIPv6, bool HasNat, bool StopsIkePort, TimeSpan RoundTrip)
{
    public static SitePlan Random(Dice dice) =>
        new(dice.IsHit(0.5), dice.IsHit(0.4), dice.IsHit(0.8), dice.IsHit(0.05), TimeSpan.FromMilliseconds(dice.Between(20, 200)));
}
