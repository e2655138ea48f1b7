namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>The world's chances; the same for the same seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public double Next() => _random.NextDouble();

    public bool IsHit(double chance) => _random.NextDouble() < chance;

    public double Between(double least, double most) => least + ((most - least) * _random.NextDouble());

    /// <summary>Each order of magnitude as often as the others.</summary>
    public TimeSpan Spread(double leastSeconds, double mostSeconds) =>
        TimeSpan.FromSeconds(Math.Exp(Between(Math.Log(leastSeconds), Math.Log(mostSeconds))));

    /// <summary>Of something without memory.</summary>
    public TimeSpan Wait(TimeSpan mean) => mean * -Math.Log(1 - _random.NextDouble());
}
