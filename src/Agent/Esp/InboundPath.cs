using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>Packets from the peer: SPI lookup, then the SA. One thread at a time; no link to the way out.</summary>
public sealed class InboundPath : IDisposable
{
    private readonly Dictionary<uint, InboundSa> _bySpi = [];

    public DropCounters Drops { get; } = new();

    public IReadOnlyCollection<InboundSa> Sas => _bySpi.Values;

    public bool Contains(uint spi) => _bySpi.ContainsKey(spi);

    /// <summary>Takes over the SA.</summary>
    /// <exception cref="ArgumentException">The SPI is taken.</exception>
    public void Add(InboundSa sa) => _bySpi.Add(sa.Spi, sa);

    /// <summary>Disposes the SA and its key; false if there is none.</summary>
    public bool Remove(uint spi)
    {
        if (!_bySpi.Remove(spi, out InboundSa? sa))
            return false;
        sa.Dispose();
        return true;
    }

    /// <inheritdoc cref="DataPath.TryAccept"/>
    public bool TryAccept(
        Span<byte> slab, int offset, int length, Instant now, out SlabRange inner, out DropReason reason)
    {
        SlabRange packet = new(offset, length);
        inner = default;
        if (TryFind(packet.Of(slab), out InboundSa? sa, out reason)
            && sa.TryOpen(slab, packet, now, out inner, out reason))
        {
            return true;
        }

        Drops.Count(reason);
        return false;
    }

    /// <summary>The same, and what routers wrote into the outer IP header comes in with the packet.</summary>
    /// <inheritdoc cref="TryAccept(Span{byte}, int, int, Instant, out SlabRange, out DropReason)"/>
    /// <param name="trafficClass">Of the outer header: TOS or traffic class.</param>
    public bool TryAccept(
        Span<byte> slab, int offset, int length, byte trafficClass, Instant now, out SlabRange inner, out DropReason reason)
    {
        SlabRange packet = new(offset, length);
        inner = default;
        if (TryFind(packet.Of(slab), out InboundSa? sa, out reason)
            && sa.TryOpen(slab, packet, now, out SlabRange opened, out reason)
            && sa.TryTakeTrafficClass(opened.Of(slab), trafficClass, out reason))
        {
            inner = opened;
            return true;
        }

        Drops.Count(reason);
        return false;
    }

    public void Dispose()
    {
        foreach (InboundSa sa in _bySpi.Values)
            sa.Dispose();
        _bySpi.Clear();
    }

    private bool TryFind(
        ReadOnlySpan<byte> packet, [NotNullWhen(true)] out InboundSa? sa, out DropReason reason)
    {
        sa = null;
        reason = DropReason.TooShort;
        if (packet.Length < EspFormat.MinimumLength)
            return false;
        reason = DropReason.UnknownSpi;
        return _bySpi.TryGetValue(BinaryPrimitives.ReadUInt32BigEndian(packet), out sa);
    }
}
