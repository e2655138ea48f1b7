using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// Keeps in what belongs into one connection's tunnel, whatever becomes of the tunnel and of the agent: rules and routes that
/// are there before anything else, and stay when the agent goes, until they are taken away on purpose.
/// </summary>
public sealed class KillSwitch(ConnectionConfig config, IMachine machine, KernelJournal journal, Log log)
{
    private TunnelRules _rules = TunnelRules.Of(config);
    private readonly TunnelState _state = new(machine, log, takesOver: true);

    public ConnectionConfig Config { get; private set; } = config;

    /// <summary>Nothing gets past the tunnel.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What it has on the machine.</summary>
    public IEnumerable<PlanItem> Items => _state.Items;

    /// <summary>Does nothing where the configuration wants none.</summary>
    /// <exception cref="LinuxException">It was refused; what was there before is still there.</exception>
    public void Close()
    {
        if (!_rules.KillSwitch || IsClosed)
            return;
        Block(_rules);
    }

    /// <summary>
    /// The connection's configuration is to be another: what that blocks is blocked before anything is let go that only the one before blocks.
    /// Where that has no kill switch, nothing is let go yet (<see cref="Settle"/>).
    /// </summary>
    /// <param name="isDown">The connection is down, as asked: nothing is blocked.</param>
    /// <exception cref="LinuxException">It was refused; configuration and machine are as they were.</exception>
    public void Change(ConnectionConfig next, bool isDown)
    {
        TunnelRules rules = TunnelRules.Of(next);
        if (rules.KillSwitch && !isDown)
            Block(rules);
        (_rules, Config) = (rules, next);
    }

    /// <summary>What had the machine by the configuration before is gone, and may have taken along what both had in common.</summary>
    public void Settle(bool isDown)
    {
        if (_rules.KillSwitch && !isDown)
            Recheck();
        else
            Open();
    }

    /// <summary>Sets up again what somebody else took away.</summary>
    public void Recheck()
    {
        if (!IsClosed)
            return;
        try
        {
            _state.Forget();
            _state.Apply(new TunnelPlan(_rules.Guard()));
        }
        catch (LinuxException failure)
        {
            log.Warning($"the kill switch may have a gap: {failure.Message}");
        }
    }

    /// <summary>The journal keeps the entry: what could not be taken away goes with the leftovers.</summary>
    public void Open()
    {
        IsClosed = false;
        _state.Apply(TunnelPlan.Empty);
    }

    private void Block(TunnelRules rules)
    {
        journal.Record(KernelEntry.Routes(rules.Table));
        journal.Record(KernelEntry.Routes(rules.BlockTable));
        _state.Apply(new TunnelPlan(rules.Guard()));
        IsClosed = true;
    }
}
