namespace Holdfast.Esp;

/// <summary>A cut, with what lies before and behind it; or a leaf with boxes.</summary>
internal readonly struct SelectorNode
{
    private SelectorNode(SelectorAxis axis, UInt128 cut, int first, int count)
    {
        (Axis, Cut, First, Count) = (axis, cut, first, count);
    }

    public SelectorAxis Axis { get; }

    /// <summary>The first value behind it.</summary>
    public UInt128 Cut { get; }

    /// <summary>The node before the cut, next to which the one behind it is; of a leaf its first box.</summary>
    public int First { get; }

    /// <summary>Boxes of a leaf; -1 of a cut.</summary>
    public int Count { get; }

    public bool IsLeaf => Count >= 0;

    public static SelectorNode OfCut(SelectorAxis axis, UInt128 cut, int before) => new(axis, cut, before, -1);

    public static SelectorNode OfLeaf(int first, int count) => new(default, default, first, count);
}
