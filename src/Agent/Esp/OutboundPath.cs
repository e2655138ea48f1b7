using System.Diagnostics.CodeAnalysis;
using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>Packets to the peer: selector lookup, then the SA. One thread at a time; no link to the way in.</summary>
public sealed class OutboundPath : IDisposable
{
    // In the order of lookup. Replaced whole, never changed: a reader sees the old or the new one.
    private OutboundChild[] _children = [];

    public DropCounters Drops { get; } = new();

    public IReadOnlyList<OutboundChild> Children => _children;

    /// <summary>
    /// Takes over the SA. It comes last, but before the first one with the same selectors: that one it replaces, and
    /// stands in again when it goes.
    /// </summary>
    public void Add(OutboundChild child)
    {
        int place = Array.FindIndex(_children, c => c.Policy.IsSameAs(child.Policy));
        if (place < 0)
            place = _children.Length;
        _children = [.. _children[..place], child, .. _children[place..]];
    }

    /// <summary>Disposes the SA of this Child SA and its key; false if there is none.</summary>
    public bool Remove(uint inboundSpi)
    {
        int place = Array.FindIndex(_children, c => c.InboundSpi == inboundSpi);
        if (place < 0)
            return false;
        OutboundSa sa = _children[place].Sa;
        _children = [.. _children[..place], .. _children[(place + 1)..]];
        sa.Dispose();
        return true;
    }

    /// <inheritdoc cref="DataPath.TryProtect"/>
    public bool TryProtect(
        Span<byte> slab, int offset, int length, Instant now, out SlabRange packet, out DropReason reason)
    {
        SlabRange inner = new(offset, length);
        reason = Seal(slab, inner, now, out packet);
        if (reason == DropReason.None)
            return true;
        Drops.Count(reason);
        return false;
    }

    public void Dispose()
    {
        OutboundChild[] children = _children;
        _children = [];
        foreach (OutboundChild child in children)
            child.Sa.Dispose();
    }

    private DropReason Seal(Span<byte> slab, SlabRange given, Instant now, out SlabRange packet)
    {
        packet = default;
        ReadOnlySpan<byte> bytes = given.Of(slab);
        if (!InnerPacket.TryRead(bytes, out InnerPacket inner) || !EspFormat.TryNextHeader(bytes, out byte nextHeader))
            return DropReason.MalformedInner;
        if (!TryFind(inner, out OutboundSa? sa))
            return DropReason.NoChildSa;
        return sa.TrySeal(slab, given with { Length = inner.Length }, nextHeader, now, out packet)
            ? DropReason.None
            : DropReason.SequenceExhausted;
    }

    private bool TryFind(in InnerPacket inner, [NotNullWhen(true)] out OutboundSa? sa)
    {
        foreach (OutboundChild child in _children)
        {
            if (child.Policy.AllowsOutbound(inner))
            {
                sa = child.Sa;
                return true;
            }
        }

        sa = null;
        return false;
    }
}

/// <summary>The way out through one Child SA, which is known by its inbound SPI.</summary>
public sealed record OutboundChild(uint InboundSpi, SelectorPolicy Policy, OutboundSa Sa);
