using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>Addresses, protocols or ports from the first to the last, as numbers.</summary>
public readonly struct SelectorRange(UInt128 first, UInt128 last)
{
    public UInt128 First { get; } = first;

    public UInt128 Last { get; } = last;

    public static SelectorRange AnyProtocol => new(0, byte.MaxValue);

    /// <summary>With packets that show none.</summary>
    public static SelectorRange AnyPort => new(0, Flow.NoPort);

    public static SelectorRange Of(PortRange ports)
    {
        if (ports.IsOpaque)
            return new SelectorRange(Flow.NoPort, Flow.NoPort);
        return ports.IsAny ? AnyPort : new SelectorRange(ports.Start, ports.End);
    }

    public static SelectorRange OfProtocol(byte protocol) => protocol == 0 ? AnyProtocol : new(protocol, protocol);

    public static SelectorRange OfAddresses(TrafficSelector selector) => new(selector.Start.Value, selector.End.Value);

    public bool Contains(UInt128 value) => First <= value && value <= Last;

    public bool Contains(SelectorRange other) => First <= other.First && other.Last <= Last;

    public bool Meets(SelectorRange other) => First <= other.Last && other.First <= Last;

    /// <summary>Below zero if this one is narrower.</summary>
    public int CompareWidth(SelectorRange other) => (Last - First).CompareTo(other.Last - other.First);
}
