using System.Runtime.CompilerServices;

namespace Holdfast.Esp;

/// <summary>
/// Finds the most specific of many boxes that has a packet: cuts along one axis after the other lead to the few that may
/// (as HyperSplit does), so that a thousand take about ten comparisons more than one. Immutable; any thread may read it.
/// </summary>
public sealed class SelectorTree
{
    private readonly SelectorNode[] _nodes;
    private readonly SelectorEntry[] _leaves;

    /// <param name="nodes">The first two are the roots, of IPv4 and of IPv6.</param>
    /// <param name="leaves">The boxes of all leaves, in each by the order of lookup.</param>
    internal SelectorTree(SelectorNode[] nodes, SelectorEntry[] leaves) => (_nodes, _leaves) = (nodes, leaves);

    /// <summary>Comparisons on the longest way to a leaf, and boxes in the largest leaf: what a packet may cost.</summary>
    public (int Depth, int Leaf) Worst => (Math.Max(DepthOf(0), DepthOf(1)), LargestLeaf());

    /// <summary>What it takes.</summary>
    public int Size => _nodes.Length + _leaves.Length;

    /// <summary>Of several policies; what it finds is an index into them.</summary>
    public static SelectorTree Of(params ReadOnlySpan<SelectorPolicy> policies)
    {
        List<SelectorEntry> entries = [];
        for (int i = 0; i < policies.Length; i++)
            policies[i].AddTo(entries, i);
        return SelectorTreeBuilder.Build(entries.ToArray());
    }

    /// <summary>The owner of the most specific box that has this packet; -1 if none has.</summary>
    public int Find(in Flow flow)
    {
        ref readonly SelectorNode node = ref _nodes[flow.IsIPv6 ? 1 : 0];
        while (!node.IsLeaf)
            node = ref _nodes[node.First + (IsBehind(flow, node) ? 1 : 0)];

        foreach (SelectorEntry entry in _leaves.AsSpan(node.First, node.Count))
        {
            if (entry.Has(flow))
                return entry.Owner;
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBehind(in Flow flow, in SelectorNode node) => node.Axis switch
    {
        SelectorAxis.Remote => flow.Remote >= node.Cut,
        SelectorAxis.Local => flow.Local >= node.Cut,
        SelectorAxis.Protocol => flow.Protocol >= node.Cut,
        SelectorAxis.RemotePort => (uint)flow.RemotePort >= node.Cut,
        _ => (uint)flow.LocalPort >= node.Cut,
    };

    private int DepthOf(int node) => _nodes[node].IsLeaf
        ? 0
        : 1 + Math.Max(DepthOf(_nodes[node].First), DepthOf(_nodes[node].First + 1));

    private int LargestLeaf()
    {
        int largest = 0;
        foreach (SelectorNode node in _nodes)
            largest = node.IsLeaf ? Math.Max(largest, node.Count) : largest;
        return largest;
    }
}
