using Holdfast.Esp;

namespace Holdfast.Host.Kernel;

/// <summary>
/// The Child SAs of one session in the order in which their policies are made: one place for those that follow each other by
/// rekeying, in it first the one that was last told to send. Only the first that may send is used, as on the userspace path.
/// </summary>
public sealed class KernelChildren
{
    private readonly List<List<KernelChild>> _places = [];
    private readonly List<KernelChild> _all = [];

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<KernelChild> All => _all;

    /// <summary>One for each place that has one, in the order of the places.</summary>
    public IEnumerable<KernelChild> Senders
    {
        get
        {
            foreach (List<KernelChild> place in _places)
            {
                if ((place.Find(c => c.MaySend && c.Spec.Cpu < 0) ?? place.Find(c => c.MaySend)) is { } sender)
                    yield return sender;
            }
        }
    }

    /// <summary>Whether packets go out through it: of some CPU, or of all.</summary>
    public bool IsSender(KernelChild child) => child.Group == 0 ? Senders.Contains(child) : IsFirstOfCpu(child);

    /// <summary>Of those that share a policy, whether it is the one for its CPU.</summary>
    public bool IsFirstOfCpu(KernelChild child)
    {
        foreach (KernelChild other in PlaceOf(child))
        {
            if (other is { MaySend: true, IsLost: false } && other.Group == child.Group && other.Spec.Cpu == child.Spec.Cpu)
                return other == child;
        }

        return false;
    }

    public KernelChild? Find(uint inboundSpi) => _all.Find(c => c.Spec.InboundSpi == inboundSpi);

    /// <param name="replaces">Inbound SPI of the predecessor; else it joins one with the same selectors, or is the last.</param>
    public void Add(KernelChild child, uint? replaces)
    {
        SelectorPolicy policy = new(child.Spec.Local, child.Spec.Remote);
        List<KernelChild>? place = _places.Find(p => p.Exists(c => c.Spec.InboundSpi == replaces))
            ?? _places.Find(p => p.Exists(c => policy.IsSameAs(new SelectorPolicy(c.Spec.Local, c.Spec.Remote))));
        if (place is null)
            _places.Add(place = []);
        if (child.Spec.IsPerCpu)
            child.Group = place.Find(c => c.Group != 0)?.Group ?? 0;
        place.Insert(0, child);
        _all.Add(child);
    }

    public void Remove(KernelChild child)
    {
        _all.Remove(child);
        List<KernelChild> place = PlaceOf(child);
        place.Remove(child);
        if (place.Count == 0)
            _places.Remove(place);
    }

    /// <summary>Makes it the first of its place; returns where it was.</summary>
    public int MoveTo(KernelChild child, int index)
    {
        List<KernelChild> place = PlaceOf(child);
        int before = place.IndexOf(child);
        place.RemoveAt(before);
        place.Insert(index, child);
        return before;
    }

    private List<KernelChild> PlaceOf(KernelChild child) => _places.Find(p => p.Contains(child))!;
}
