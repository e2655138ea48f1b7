using Holdfast.Wire;

namespace Holdfast.Tests.Esp.Support;

/// <summary>Traffic selectors from text and from seeds.</summary>
internal static class Selectors
{
    /// <param name="addresses">A prefix, or the first and the last address.</param>
    /// <param name="ports">"any", "opaque", "5" or "5-9".</param>
    public static TrafficSelector Of(string addresses, byte protocol = 0, string ports = "any")
    {
        string[] ends = addresses.Split('-');
        TrafficSelector all = ends.Length == 1
            ? Child.Selector(addresses)
            : new TrafficSelector(0, PortRange.Any, IpAddress.Parse(ends[0]), IpAddress.Parse(ends[1]));
        string[] numbers = ports.Split('-');
        PortRange range = ports switch
        {
            "any" => PortRange.Any,
            "opaque" => PortRange.Opaque,
            _ => new PortRange(ushort.Parse(numbers[0]), ushort.Parse(numbers[^1])),
        };
        return new TrafficSelector(protocol, range, all.Start, all.End);
    }

    /// <summary>Of few addresses, protocols and ports, so that many of them overlap in every way.</summary>
    public static TrafficSelector Random(Random random)
    {
        byte protocol = random.Next(4) switch { 0 => Packets.Udp, 1 => Packets.Tcp, 2 => Packets.Icmp, _ => 0 };
        PortRange ports = random.Next(5) switch
        {
            0 => PortRange.Opaque,
            1 => Ports(random, 4),
            2 => Ports(random, ushort.MaxValue),
            _ => PortRange.Any,
        };
        (UInt128 start, UInt128 end) = random.Next(12) == 0 ? (0, uint.MaxValue) : Ordered(random.Next(40), random.Next(40));
        return random.Next(3) == 0
            ? new TrafficSelector(protocol, ports, IpAddress.FromIPv6(Scatter(start)), IpAddress.FromIPv6(Scatter(end)))
            : new TrafficSelector(protocol, ports, IpAddress.FromIPv4((uint)start), IpAddress.FromIPv4((uint)end));
    }

    /// <summary>Some in the low, some in the high half of an IPv6 address.</summary>
    public static UInt128 Scatter(UInt128 value) => value > 20 ? (value << 64) | value : value;

    private static PortRange Ports(Random random, int most)
    {
        (UInt128 start, UInt128 end) = Ordered(random.Next(most + 1), random.Next(most + 1));
        return new PortRange((ushort)start, (ushort)end);
    }

    private static (UInt128 Start, UInt128 End) Ordered(int one, int other) =>
        ((UInt128)Math.Min(one, other), (UInt128)Math.Max(one, other));
}
