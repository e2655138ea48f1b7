using Holdfast.Config;

namespace Holdfast.Host.Links;

/// <summary>
/// Which uplink comes before which: as the configuration names them, and of what it names in one word, or not at all, as the kernel
/// has them. What is not named is the last resort.
/// </summary>
/// <param name="names">Devices, with "*" at their end for all that begin so, or kinds; empty leaves it to the kernel.</param>
public sealed class UplinkOrder(IReadOnlyList<string> names)
{
    private const char Wildcard = '*';

    public bool IsConfigured => names.Count > 0;

    /// <param name="uplinks">In the kernel's order.</param>
    /// <param name="leads">Whether a gateway can be reached over it, as far as that is known: such come before all others.</param>
    public IReadOnlyList<Uplink> Sort(IReadOnlyList<Uplink> uplinks, Func<Uplink, bool> leads)
    {
        List<Uplink> sorted = [];
        List<int> ranks = [];
        foreach (Uplink uplink in uplinks)
        {
            int rank = RankOf(uplink) + (leads(uplink) ? 0 : names.Count + 1);
            int place = sorted.Count;
            while (place > 0 && ranks[place - 1] > rank)
                place--;
            sorted.Insert(place, uplink);
            ranks.Insert(place, rank);
        }

        return sorted;
    }

    /// <summary>Place in the configuration; behind all of it where nothing there fits.</summary>
    private int RankOf(Uplink uplink)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (Fits(names[i], uplink))
                return i;
        }

        return names.Count;
    }

    private static bool Fits(string name, Uplink uplink)
    {
        if (name.EndsWith(Wildcard))
            return uplink.Device.StartsWith(name[..^1], StringComparison.Ordinal);
        return name == uplink.Device || uplink.Kind switch
        {
            UplinkKind.Ethernet => name == UplinkText.Ethernet,
            UplinkKind.WiFi => name == UplinkText.WiFi,
            UplinkKind.Cellular => name is UplinkText.Cellular or UplinkText.Lte,
            _ => false,
        };
    }
}
