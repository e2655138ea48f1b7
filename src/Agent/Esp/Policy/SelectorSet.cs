using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>The selectors of one side, in an order that is the same for equal sets, each once.</summary>
internal static class SelectorSet
{
    public static TrafficSelector[] Of(IReadOnlyList<TrafficSelector> selectors)
    {
        TrafficSelector[] sorted = selectors.ToArray();
        Array.Sort(sorted, Compare);
        int count = 0;
        foreach (TrafficSelector selector in sorted)
        {
            if (count == 0 || sorted[count - 1] != selector)
                sorted[count++] = selector;
        }

        return sorted[..count];
    }

    public static bool AreEqual(TrafficSelector[] left, TrafficSelector[] right)
    {
        bool isSame = left.Length == right.Length;
        for (int i = 0; isSame && i < left.Length; i++)
            isSame = left[i] == right[i];
        return isSame;
    }

    public static bool Has(TrafficSelector[] selectors, IpAddress address, byte protocol, int port)
    {
        ushort? shown = port == Flow.NoPort ? null : (ushort)port;
        foreach (TrafficSelector selector in selectors)
        {
            if (selector.Contains(address, protocol, shown))
                return true;
        }

        return false;
    }

    /// <summary>From the first to the last address of a family; null if there is none.</summary>
    public static TrafficSelector? Around(TrafficSelector[] selectors, IpFamily family)
    {
        TrafficSelector? all = null;
        foreach (TrafficSelector selector in selectors)
        {
            if (selector.Family != family)
                continue;
            IpAddress start = all is null || selector.Start < all.Start ? selector.Start : all.Start;
            IpAddress end = all is null || selector.End > all.End ? selector.End : all.End;
            all = new TrafficSelector(0, PortRange.Any, start, end);
        }

        return all;
    }

    private static int Compare(TrafficSelector left, TrafficSelector right)
    {
        int order = left.Start.CompareTo(right.Start);
        if (order == 0)
            order = left.End.CompareTo(right.End);
        if (order == 0)
            order = left.IpProtocol.CompareTo(right.IpProtocol);
        if (order == 0)
            order = left.StartPort.CompareTo(right.StartPort);
        return order != 0 ? order : left.EndPort.CompareTo(right.EndPort);
    }
}
