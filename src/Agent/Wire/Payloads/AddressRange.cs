namespace Holdfast.Wire;

/// <summary>From an inclusive range of addresses to networks.</summary>
internal static class AddressRange
{
    /// <summary>
    /// Takes from the front, again and again, the largest network that begins there and does not pass the end. Both
    /// addresses are of one family and in order.
    /// </summary>
    public static IReadOnlyList<IpPrefix> ToPrefixes(IpAddress start, IpAddress end)
    {
        var prefixes = new List<IpPrefix>();
        var next = start;
        do
        {
            var prefix = LargestFrom(next, end);
            prefixes.Add(prefix);
            if (!prefix.Last.TryGetNext(out next))
                break;
        }
        while (next <= end);

        return prefixes;
    }

    private static IpPrefix LargestFrom(IpAddress start, IpAddress end)
    {
        var bits = IpPrefix.Bits(start.Family);
        var aligned = Math.Min(bits, (int)UInt128.TrailingZeroCount(start.Value));
        var length = bits - aligned;
        while (new IpPrefix(start, length).Last > end)
            length++;

        return new IpPrefix(start, length);
    }
}
