namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>The resolver that a site has.</summary>
internal sealed class Names(Dice dice)
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    public NameFault Fault { get; set; }

    /// <param name="hasPath">Something can be asked.</param>
    /// <returns>How long it takes, and whether it finds the addresses.</returns>
    public (TimeSpan Wait, bool IsFound) Ask(bool isUp, bool hasPath) => Fault switch
    {
        _ when !isUp => (TimeSpan.Zero, false),
        NameFault.FailsAtOnce => (TimeSpan.FromMilliseconds(1), false),
        NameFault.FailsLate => (Late, false),
        NameFault.Hangs => (Hang, false),
        _ => hasPath ? (TimeSpan.FromMilliseconds(dice.Between(10, 100)), true) : (Late * 2, false),
    };
}

internal enum NameFault
{
    None,
    FailsAtOnce,
    FailsLate,
    Hangs,
}
