using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// Keeps in what belongs into one connection's tunnel, whatever becomes of the tunnel and of the agent: rules and routes that
/// are there before anything else, and stay when the agent goes, until they are taken away on purpose.
/// </summary>
public sealed class KillSwitch(ConnectionConfig config, IMachine machine, KernelJournal journal, Log log)
{
    private readonly TunnelRules _rules = TunnelRules.Of(config);
    private readonly TunnelState _state = new(machine, log, takesOver: true);

    public ConnectionConfig Config => config;

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
        journal.Record(KernelEntry.Routes(_rules.Table));
        journal.Record(KernelEntry.Routes(_rules.BlockTable));
        _state.Apply(new TunnelPlan(_rules.Guard()));
        IsClosed = true;
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
}
