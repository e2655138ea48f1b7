using Holdfast.Esp;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// Looks at both data paths after every single action: each end can send at any moment, through one Child SA, and the other end
/// accepts what comes through it.
/// </summary>
internal sealed class Watch(Engine site, Engine gateway)
{
    /// <summary>For tests that take the only Child SA away.</summary>
    public bool MayLackPath { get; set; }

    /// <summary>For tests in which one end does not learn of a Delete, or more than one Child SA is wanted.</summary>
    public bool MaySendInVain { get; set; }

    /// <summary>Child SAs sent through at the same time, at most.</summary>
    public int Senders { get; set; } = 1;

    public void Look()
    {
        Look(site, gateway, "the site");
        Look(gateway, site, "the gateway");
    }

    /// <summary>To be asked when all actions of one step are carried out.</summary>
    public void Count(Engine one)
    {
        if (one.Sending.Count() > Senders)
            throw new InvalidOperationException($"one end sends through {string.Join(" and ", one.Sending.Select(s => $"{s.InboundSpi:x}"))}");
    }

    private void Look(Engine one, Engine other, string name)
    {
        if (one.IsOver || other.IsOver)
            return;
        List<ChildSaSpec> sending = [.. one.Sending];
        if (sending.Count == 0 && !MayLackPath)
            throw new InvalidOperationException($"{name} has no Child SA to send through");
        if (!MaySendInVain && !MayLackPath && sending.Find(s => !other.Children.ContainsKey(s.OutboundSpi)) is { } vain)
            throw new InvalidOperationException($"{name} sends through {vain.InboundSpi:x}, which the other end does not accept");
    }
}
