namespace Holdfast.Esp;

/// <summary>One counter for each <see cref="DropReason"/>. One writer; others may read.</summary>
public sealed class DropCounters
{
    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();

    private readonly long[] _packets = new long[Reasons.Length];

    public long this[DropReason reason] => Volatile.Read(ref _packets[(int)reason]);

    public long Total
    {
        get
        {
            long total = 0;
            foreach (DropReason reason in Reasons)
                total += this[reason];
            return total;
        }
    }

    public void Count(DropReason reason) => Volatile.Write(ref _packets[(int)reason], _packets[(int)reason] + 1);

    /// <summary>The sums over several, of the reasons that occurred, in the order of the enum.</summary>
    public static IReadOnlyList<DropCount> Snapshot(params ReadOnlySpan<DropCounters> counters)
    {
        List<DropCount> counts = [];
        foreach (DropReason reason in Reasons)
        {
            long packets = 0;
            foreach (DropCounters counter in counters)
                packets += counter[reason];
            if (packets > 0)
                counts.Add(new DropCount(reason, packets));
        }

        return counts;
    }
}
