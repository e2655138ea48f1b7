using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>
/// The traffic that a Child SA was negotiated for: any local with any remote selector (RFC 7296 section 2.9).
/// Immutable, so both directions may share one.
/// </summary>
public sealed class SelectorPolicy(IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote)
{
    /// <summary>
    /// The most pairs that are looked up one by one; a peer may negotiate sixteen times as many. Of more the lookup has a
    /// box around all, and what it finds there is compared with each selector.
    /// </summary>
    private const int MostPairs = 4096;

    private readonly TrafficSelector[] _local = SelectorSet.Of(local);
    private readonly TrafficSelector[] _remote = SelectorSet.Of(remote);
    private SelectorTree? _tree;

    /// <summary>Finds its packets. Made when first asked for, which takes a while.</summary>
    public SelectorTree Tree => _tree ??= SelectorTree.Of(this);

    /// <summary>From our side to the peer's.</summary>
    public bool AllowsOutbound(in InnerPacket packet) => Tree.Find(packet.Outbound) >= 0;

    /// <summary>From the peer's side to ours.</summary>
    public bool AllowsInbound(in InnerPacket packet) => Tree.Find(packet.Inbound) >= 0;

    /// <summary>The same without a tree: by comparing with each selector.</summary>
    public bool Allows(in Flow flow) =>
        SelectorSet.Has(_local, flow.LocalAddress, flow.Protocol, flow.LocalPort)
        && SelectorSet.Has(_remote, flow.RemoteAddress, flow.Protocol, flow.RemotePort);

    /// <summary>The same selectors, in whatever order.</summary>
    public bool IsSameAs(SelectorPolicy other) =>
        this == other || (SelectorSet.AreEqual(_local, other._local) && SelectorSet.AreEqual(_remote, other._remote));

    /// <summary>Says to a tree that is being made what it has to know.</summary>
    /// <param name="entries">The tree's.</param>
    /// <param name="owner">What the tree is to find.</param>
    public void AddTo(List<SelectorEntry> entries, int owner)
    {
        int before = entries.Count;
        foreach (TrafficSelector local in _local)
        {
            foreach (TrafficSelector remote in _remote)
            {
                if (SelectorBox.Of(local, remote) is { } box)
                    entries.Add(new SelectorEntry(box, owner));
                if (entries.Count - before <= MostPairs)
                    continue;
                entries.RemoveRange(before, entries.Count - before);
                AddRoughly(entries, owner);
                return;
            }
        }
    }

    private void AddRoughly(List<SelectorEntry> entries, int owner)
    {
        foreach (IpFamily family in (ReadOnlySpan<IpFamily>)[IpFamily.IPv4, IpFamily.IPv6])
        {
            if (SelectorSet.Around(_local, family) is { } local && SelectorSet.Around(_remote, family) is { } remote)
                entries.Add(new SelectorEntry(SelectorBox.Of(local, remote)!, owner, this));
        }
    }
}
