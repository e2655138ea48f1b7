using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>A range of addresses, a protocol and a range of ports, RFC 7296 section 3.13.1. Immutable.</summary>
public sealed record TrafficSelector
{
    /// <exception cref="ArgumentException">
    /// Families differ, do not fit the type, or a range is reversed (ports 65535 to 0 mean OPAQUE).
    /// </exception>
    public TrafficSelector(
        TrafficSelectorType type, byte ipProtocol, ushort startPort, ushort endPort, IpAddress start, IpAddress end)
        : this(ipProtocol, new PortRange(startPort, endPort), start, end)
    {
        if (type != Type)
            throw new ArgumentException($"Type {type} does not fit the address {start}.", nameof(type));
    }

    /// <param name="ipProtocol">Number of the protocol; 0 for all.</param>
    /// <exception cref="ArgumentException">Families differ or a range is reversed.</exception>
    public TrafficSelector(byte ipProtocol, PortRange ports, IpAddress start, IpAddress end)
    {
        if (start.Family != end.Family || start > end || !ports.IsValid)
            throw new ArgumentException($"Not a traffic selector: {start}-{end} ports {ports}.");

        IpProtocol = ipProtocol;
        Ports = ports;
        Start = start;
        End = end;
    }

    public TrafficSelectorType Type =>
        Start.IsIPv6 ? TrafficSelectorType.Ipv6AddressRange : TrafficSelectorType.Ipv4AddressRange;

    /// <summary>0 for all protocols.</summary>
    public byte IpProtocol { get; }

    public PortRange Ports { get; }

    public ushort StartPort => Ports.Start;

    public ushort EndPort => Ports.End;

    public IpAddress Start { get; }

    public IpAddress End { get; }

    public IpFamily Family => Start.Family;

    /// <summary>All addresses, protocols and ports of a family.</summary>
    public static TrafficSelector Any(IpFamily family) =>
        new(0, PortRange.Any, IpAddress.First(family), IpAddress.Last(family));

    /// <summary>All protocols and ports of the network that <paramref name="address"/> is in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More bits than the address has.</exception>
    public static TrafficSelector FromPrefix(IpAddress address, int length) =>
        FromPrefix(new IpPrefix(address, length));

    public static TrafficSelector FromPrefix(IpPrefix prefix) => new(0, PortRange.Any, prefix.Network, prefix.Last);

    /// <summary>Whether a packet matches at this end.</summary>
    /// <param name="port">Null when the packet shows none; <see cref="PortRange.Icmp"/> for ICMP.</param>
    public bool Contains(IpAddress address, byte protocol, ushort? port) =>
        Start <= address
        && address <= End
        && (IpProtocol == 0 || IpProtocol == protocol)
        && Ports.Contains(port);

    /// <summary>Whether every packet that matches <paramref name="other"/> matches this.</summary>
    public bool Contains(TrafficSelector other) =>
        Start <= other.Start
        && other.End <= End
        && (IpProtocol == 0 || IpProtocol == other.IpProtocol)
        && Ports.Contains(other.Ports);

    /// <summary>What matches both; false if nothing does.</summary>
    public bool TryIntersect(TrafficSelector other, [NotNullWhen(true)] out TrafficSelector? common)
    {
        common = null;
        var start = Start > other.Start ? Start : other.Start;
        var end = End < other.End ? End : other.End;
        if (Family != other.Family || start > end)
            return false;
        if (IpProtocol != other.IpProtocol && IpProtocol != 0 && other.IpProtocol != 0)
            return false;
        if (!Ports.TryIntersect(other.Ports, out var ports))
            return false;

        common = new TrafficSelector(IpProtocol == 0 ? other.IpProtocol : IpProtocol, ports, start, end);
        return true;
    }

    /// <summary>The fewest networks that cover exactly these addresses, in order: at most 62 or 254.</summary>
    public IReadOnlyList<IpPrefix> ToPrefixes() => AddressRange.ToPrefixes(Start, End);

    /// <summary>"10.0.0.0/8", "10.0.0.1-10.0.0.9", "10.0.0.0/8[17/53]".</summary>
    public override string ToString()
    {
        var prefixes = ToPrefixes();
        var addresses = prefixes.Count == 1 ? prefixes[0].ToString() : $"{Start}-{End}";
        return IpProtocol == 0 && Ports.IsAny ? addresses : $"{addresses}[{IpProtocol}/{Ports}]";
    }
}
