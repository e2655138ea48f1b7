namespace Holdfast.Esp;

/// <summary>One box and whose it is.</summary>
/// <param name="box">Its packets.</param>
/// <param name="owner">Number of the Child SA in the order of the places.</param>
/// <param name="rough">Says what of the box is meant, where that is not all.</param>
public sealed class SelectorEntry(SelectorBox box, int owner, SelectorPolicy? rough = null)
{
    public SelectorBox Box { get; } = box;

    public int Owner { get; } = owner;

    public bool Has(in Flow flow) => Box.Contains(flow) && (rough is null || rough.Allows(flow));

    /// <summary>Whether nothing of this region gets past it.</summary>
    public bool HasAll(SelectorBox region) => rough is null && Box.Contains(region);

    /// <summary>The order of lookup: the more specific first, of equal ones the first place.</summary>
    public static int Compare(SelectorEntry left, SelectorEntry right)
    {
        int order = left.Box.CompareTo(right.Box);
        return order != 0 ? order : left.Owner.CompareTo(right.Owner);
    }
}
