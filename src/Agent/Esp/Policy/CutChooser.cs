namespace Holdfast.Esp;

/// <summary>Where to cut: in the middle of the ends of boxes, on the axis where that leaves the fewest on both sides.</summary>
internal sealed class CutChooser(int boxes)
{
    private readonly UInt128[] _ends = new UInt128[boxes * 2];

    /// <summary>False when all boxes reach through the whole region on every axis.</summary>
    /// <param name="part">What is to be cut.</param>
    /// <param name="axis">Across which.</param>
    /// <param name="cut">The first value behind the cut.</param>
    public bool TryChoose(SelectorTreeBuilder.Part part, out SelectorAxis axis, out UInt128 cut)
    {
        (axis, cut) = (default, default);
        int least = int.MaxValue;
        for (SelectorAxis candidate = 0; (int)candidate < SelectorBox.Axes; candidate++)
        {
            int count = FindEnds(part, candidate);
            if (count == 0)
                continue;
            UInt128 middle = Median.Of(_ends.AsSpan(0, count));
            int cost = Cost(part.Entries, candidate, middle);
            if (cost < least)
                (least, axis, cut) = (cost, candidate, middle);
        }

        return least < int.MaxValue;
    }

    private int FindEnds(SelectorTreeBuilder.Part part, SelectorAxis axis)
    {
        SelectorRange whole = part.Region[axis];
        int count = 0;
        foreach (SelectorEntry entry in part.Entries)
        {
            SelectorRange range = entry.Box[axis];
            if (range.First > whole.First)
                _ends[count++] = range.First;
            if (range.Last < whole.Last)
                _ends[count++] = range.Last + 1;
        }

        return count;
    }

    // Few on both sides together, and evenly many.
    private static int Cost(SelectorEntry[] entries, SelectorAxis axis, UInt128 cut)
    {
        int before = 0;
        int behind = 0;
        foreach (SelectorEntry entry in entries)
        {
            SelectorRange range = entry.Box[axis];
            before += range.First < cut ? 1 : 0;
            behind += range.Last >= cut ? 1 : 0;
        }

        return before + behind + Math.Max(before, behind);
    }
}
