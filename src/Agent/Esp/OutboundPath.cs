using System.Diagnostics.CodeAnalysis;
using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>Packets to the peer: selector lookup, then the SA. One thread at a time; no link to the way in.</summary>
public sealed class OutboundPath : IDisposable
{
    // Replaced whole, never changed: a reader on another thread sees the old or the new one.
    private volatile OutboundLookup _lookup = OutboundLookup.Empty;

    public DropCounters Drops { get; } = new();

    /// <summary>By their places, in the order of installation; within a place the one to use first.</summary>
    public IReadOnlyList<OutboundChild> Children => [.. Places.SelectMany(p => p.Children)];

    private OutboundPlace[] Places
    {
        get => _lookup.Places;
        set => _lookup = _lookup.With(value);
    }

    /// <summary>
    /// Takes over the SA. It joins the place of the Child SA that it replaces, else of one with the same selectors, else
    /// it gets the last place. If it may send it is used from now on, for what no other place has a more specific
    /// selector.
    /// </summary>
    /// <param name="child">The newcomer.</param>
    /// <param name="replaces">Inbound SPI of its predecessor; its selectors may be others.</param>
    public void Add(OutboundChild child, uint? replaces = null)
    {
        int at = replaces is { } spi ? Array.FindIndex(Places, p => p.Find(spi) is not null) : -1;
        if (at < 0)
            at = Array.FindIndex(Places, p => p.Serves(child.Policy));
        Places = at < 0
            ? [.. Places, new OutboundPlace(child)]
            : [.. Places[..at], Places[at].With(child), .. Places[(at + 1)..]];
    }

    /// <summary>Uses this Child SA from now on, in its place; false if there is none.</summary>
    public bool SendThrough(uint inboundSpi) => Change(inboundSpi, (place, child) => place.SendThrough(child));

    /// <summary>Does not use this Child SA any more; false if there is none.</summary>
    public bool StopSending(uint inboundSpi) => Change(inboundSpi, (place, child) => place.StopSending(child));

    /// <summary>Disposes the SA of this Child SA and its key; false if there is none.</summary>
    public bool Remove(uint inboundSpi)
    {
        OutboundSa? sa = Children.FirstOrDefault(c => c.InboundSpi == inboundSpi)?.Sa;
        bool isRemoved = Change(inboundSpi, (place, child) => place.Without(child));
        sa?.Dispose();
        return isRemoved;
    }

    /// <summary>Whether what goes out may go through this Child SA now.</summary>
    public bool IsSender(uint inboundSpi) => Array.Exists(Places, p => p.Sender?.InboundSpi == inboundSpi);

    /// <inheritdoc cref="DataPath.TryProtect"/>
    public bool TryProtect(
        Span<byte> slab, int offset, int length, Instant now, out SlabRange packet, out DropReason reason)
    {
        packet = default;
        SlabRange given = new(offset, length);
        return TryFind(given.Of(slab), out OutboundSa? sa, out int inner, out reason)
            && TrySeal(sa, slab, given with { Length = inner }, now, out packet, out reason);
    }

    /// <summary>The first half of <see cref="TryProtect"/>: once for all packets that are cut from a larger one.</summary>
    /// <param name="packet">An IP packet; more behind it is allowed.</param>
    /// <param name="sa">What it goes through now; to be used at once.</param>
    /// <param name="length">Bytes by the IP header.</param>
    /// <param name="reason">Why not; it is counted already.</param>
    public bool TryFind(
        ReadOnlySpan<byte> packet, [NotNullWhen(true)] out OutboundSa? sa, out int length, out DropReason reason)
    {
        sa = null;
        reason = DropReason.MalformedInner;
        if (InnerPacket.TryRead(packet, out InnerPacket inner))
        {
            reason = DropReason.NoChildSa;
            if (_lookup.TryFind(inner, out sa))
                reason = DropReason.None;
        }

        length = inner.Length;
        if (sa is null)
            Drops.Count(reason);
        return sa is not null;
    }

    /// <summary>The second half: for each packet.</summary>
    /// <param name="sa">By <see cref="TryFind"/>.</param>
    /// <param name="slab">Holds the packet, with room around it as for <see cref="OutboundSa.TryProtect"/>.</param>
    /// <param name="given">One whole IP packet.</param>
    /// <param name="now">Stamps the activity.</param>
    /// <param name="packet">Where the ESP packet lies.</param>
    /// <param name="reason">Why not; it is counted already.</param>
    /// <exception cref="ArgumentException">The slab has no room for the ESP packet.</exception>
    public bool TrySeal(
        OutboundSa sa, Span<byte> slab, SlabRange given, Instant now, out SlabRange packet, out DropReason reason)
    {
        if (sa.TryProtect(slab, given, now, out packet, out reason))
            return true;
        Drops.Count(reason);
        return false;
    }

    public void Dispose()
    {
        IReadOnlyList<OutboundChild> children = Children;
        Places = [];
        foreach (OutboundChild child in children)
            child.Sa.Dispose();
    }

    private bool Change(uint inboundSpi, Func<OutboundPlace, OutboundChild, OutboundPlace?> change)
    {
        int at = Array.FindIndex(Places, p => p.Find(inboundSpi) is not null);
        if (at < 0)
            return false;
        OutboundPlace? changed = change(Places[at], Places[at].Find(inboundSpi)!);
        OutboundPlace[] between = changed is null ? [] : [changed];
        Places = [.. Places[..at], .. between, .. Places[(at + 1)..]];
        return true;
    }
}
