namespace Holdfast.Wire;

/// <summary>
/// The ports of a traffic selector, RFC 7296 section 3.13.1. ANY is 0 to 65535 and includes packets that show no port;
/// OPAQUE is 65535 to 0 and has only those. ICMP type and code stand in the high and low octet.
/// </summary>
public readonly record struct PortRange(ushort Start, ushort End)
{
    public static readonly PortRange Any = new(0, ushort.MaxValue);

    public static readonly PortRange Opaque = new(ushort.MaxValue, 0);

    public bool IsAny => this == Any;

    public bool IsOpaque => this == Opaque;

    /// <summary>False when the start is above the end and it is not OPAQUE.</summary>
    public bool IsValid => Start <= End || IsOpaque;

    public static PortRange Single(ushort port) => new(port, port);

    /// <summary>ICMP or ICMPv6 type and code as one port number.</summary>
    public static ushort Icmp(byte type, byte code) => (ushort)(type << 8 | code);

    /// <param name="port">Null when the packet shows none: a later fragment, or a protocol without ports.</param>
    public bool Contains(ushort? port) =>
        IsAny || (port is { } shown ? !IsOpaque && Start <= shown && shown <= End : IsOpaque);

    public bool Contains(PortRange other) =>
        IsAny || (IsOpaque ? other.IsOpaque : !other.IsOpaque && Start <= other.Start && other.End <= End);

    public bool TryIntersect(PortRange other, out PortRange common)
    {
        if (Contains(other))
        {
            common = other;
            return true;
        }

        var start = Math.Max(Start, other.Start);
        var end = Math.Min(End, other.End);
        common = other.Contains(this) ? this : new PortRange(start, end);
        return other.Contains(this) || (!IsOpaque && !other.IsOpaque && start <= end);
    }

    public override string ToString()
    {
        if (IsAny)
            return "any";

        return IsOpaque ? "opaque" : Start == End ? $"{Start}" : $"{Start}-{End}";
    }
}
