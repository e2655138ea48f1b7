using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// What the machine has of a tunnel, and the way to what it is to have: first all that is missing, then away with what is
/// not wanted any more. So there is no moment without a route that the plans before and after have in common.
/// </summary>
/// <param name="takesOver">What is there already is ours, from an earlier run.</param>
public sealed class TunnelState(IMachine machine, Log log, bool takesOver = false)
{
    private List<Held> _held = [];
    private bool _isDoubtful;

    public IEnumerable<PlanItem> Items => _held.Select(held => held.Item);

    /// <exception cref="LinuxException">A change was refused; what this call added before is undone.</exception>
    public void Apply(TunnelPlan plan)
    {
        Dictionary<object, Held> before = [];
        foreach (Held held in _held)
            before.Add(held.Item.Key, held);
        List<Held> wanted = AddMissing(plan, before);
        HashSet<object> keys = [.. wanted.Select(held => held.Item.Key)];
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            if (!keys.Contains(_held[i].Item.Key))
                Remove(_held[i]);
        }

        (_held, _isDoubtful) = (wanted, false);
    }

    /// <summary>All that the next plan has in common with this one is set up once more: it may be gone.</summary>
    public void Forget() => _isDoubtful = true;

    private List<Held> AddMissing(TunnelPlan plan, Dictionary<object, Held> before)
    {
        List<Held> wanted = [];
        Stack<Change> changes = new();
        try
        {
            foreach (PlanItem item in plan.Items)
            {
                Held? old = before.GetValueOrDefault(item.Key);
                Held held = old is not null && old.Item.Equals(item) && !_isDoubtful ? old : Add(item, old);
                wanted.Add(held);
                if (!ReferenceEquals(held, old))
                    changes.Push(new Change(held, old));
            }

            return wanted;
        }
        catch (LinuxException)
        {
            foreach (Change change in changes)
                Undo(change);
            throw;
        }
    }

    private Held Add(PlanItem item, Held? old)
    {
        bool isNew = machine.Add(item);
        log.Debug($"set up: {item}");
        return new Held(item, isNew || takesOver || old is { IsOurs: true }, isNew);
    }

    private void Undo(Change change)
    {
        if (change.Before is null && change.Added.IsNew)
            Remove(change.Added);
        else if (change.Before is not null)
            Try("bring back", change.Before.Item, item => machine.Add(item));
    }

    private void Remove(Held held)
    {
        if (held.IsOurs)
            Try("take away", held.Item, machine.Remove);
    }

    /// <summary>A step back that fails is reported, and the others still go on.</summary>
    private void Try(string what, PlanItem item, Action<PlanItem> step)
    {
        try
        {
            step(item);
            log.Debug($"{what}: {item}");
        }
        catch (LinuxException failure)
        {
            log.Warning($"could not {what} {item}: {failure.Message}");
        }
    }

    /// <summary>An item of the machine; what was there before us stays when we go.</summary>
    private sealed record Held(PlanItem Item, bool IsOurs, bool IsNew);

    private sealed record Change(Held Added, Held? Before);
}
