namespace Holdfast.Host.Net;

/// <summary>All that the machine is to have for one tunnel, in the order in which it is set up.</summary>
public sealed class TunnelPlan(IEnumerable<PlanItem> items)
{
    /// <summary>Of no tunnel.</summary>
    public static readonly TunnelPlan Empty = new([]);

    /// <summary>No two with the same key.</summary>
    public IReadOnlyList<PlanItem> Items { get; } = [.. items.DistinctBy(item => item.Key)];
}
