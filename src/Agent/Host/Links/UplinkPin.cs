using Holdfast.Host.Net;
using Holdfast.Platform;

namespace Holdfast.Host.Links;

/// <summary>Holds the agent's own packets on one uplink, or leaves them to the kernel's routes. See <see cref="UplinkPlan"/>.</summary>
/// <param name="marks">Of the agent's own packets, each once.</param>
public sealed class UplinkPin(IMachine machine, KernelJournal journal, IReadOnlyList<uint> marks, Log log)
{
    private static readonly KernelEntry Entry = KernelEntry.Routes(Config.ConfigDefaults.UplinkTable);

    private readonly TunnelState _state = new(machine, log, takesOver: true);
    private bool _hasWarned;

    /// <summary>Null: none.</summary>
    public Uplink? Uplink { get; private set; }

    /// <summary>What it has on the machine.</summary>
    public IEnumerable<PlanItem> Items => _state.Items;

    /// <summary>Sets it up, or up again: what somebody else or the kernel took away comes back, and what is new comes before what goes.</summary>
    /// <returns>It holds; false: it was refused, and all is as before.</returns>
    public bool TrySet(Uplink uplink, ClosedFamilies closed)
    {
        try
        {
            journal.Record(Entry);
            _state.Forget();
            _state.Apply(UplinkPlan.Of(uplink, marks, closed));
            (Uplink, _hasWarned) = (uplink, false);
            return true;
        }
        catch (LinuxException failure)
        {
            if (!_hasWarned)
                log.Warning($"packets to the gateway can't be held on {uplink.Name}, they go where the kernel sends them: {failure.Message}");
            _hasWarned = true;
            return false;
        }
    }

    /// <summary>The journal keeps the entry where something could not be taken away: it goes with the leftovers.</summary>
    public void Clear()
    {
        if (Uplink is null)
            return;
        _state.Apply(TunnelPlan.Empty);
        Uplink = null;
    }
}
