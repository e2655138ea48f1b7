using Holdfast.Wire;

namespace Holdfast.Host.Kernel;

/// <summary>A port and which of its bits count, as the kernel's selectors have it.</summary>
public sealed class PortMask(ushort port, ushort mask)
{
    public static readonly PortMask Any = new(0, 0);

    public ushort Port { get; } = port;

    public ushort Mask { get; } = mask;
}

/// <summary>From ranges of ports to masks.</summary>
public static class PortMasks
{
    public const byte Icmp = 1;
    public const byte IcmpV6 = 58;

    /// <summary>
    /// The fewest masks that cover exactly this range: at most 30. OPAQUE, the packets that show no port, can't be said with masks:
    /// it gets them all, and the gateway drops what it did not grant.
    /// </summary>
    public static IReadOnlyList<PortMask> Of(PortRange ports)
    {
        if (ports.IsAny || ports.IsOpaque)
            return [PortMask.Any];
        List<PortMask> masks = [];
        for (int next = ports.Start; next <= ports.End;)
        {
            int size = 1;
            while (next % (size * 2) == 0 && next + (size * 2) - 1 <= ports.End)
                size *= 2;
            masks.Add(new PortMask((ushort)next, (ushort)-size));
            next += size;
        }

        return masks;
    }

    /// <summary>
    /// ICMP's type and code, which a traffic selector has in the two halves of its ports and the kernel in two ports (RFC 4301
    /// section 4.4.1.1). What is no single type is any.
    /// </summary>
    public static (PortMask Type, PortMask Code) OfIcmp(PortRange ports)
    {
        (int type, int code) = (ports.Start >> 8, ports.Start & 0xFF);
        if (ports.IsAny || ports.IsOpaque || ports.End >> 8 != type)
            return (PortMask.Any, PortMask.Any);
        PortMask only = new((ushort)type, ushort.MaxValue);
        return ports.Start == ports.End ? (only, new PortMask((ushort)code, ushort.MaxValue)) : (only, PortMask.Any);
    }
}
