using System.Buffers.Binary;
using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>
/// Our half of a Child SA that seals packets to the peer (RFC 4303 section 3.3). One thread at a time; shares nothing
/// that changes with the inbound half.
/// </summary>
public sealed class OutboundSa : IDisposable
{
    private readonly EspCipher _cipher;
    private readonly ulong _limit;

    /// <summary>Copies the key of <paramref name="spec"/>.</summary>
    /// <param name="spec">The Child SA.</param>
    /// <param name="lastSequence">The sequence number last used; 0 for a new SA.</param>
    public OutboundSa(ChildSaSpec spec, ulong lastSequence = 0)
    {
        Spi = spec.OutboundSpi;
        LastSequence = lastSequence;
        _cipher = new EspCipher(spec.Algorithm, spec.OutboundKey.Span, spec.ExtendedSequenceNumbers);
        _limit = spec.ExtendedSequenceNumbers ? ulong.MaxValue : uint.MaxValue;
    }

    public uint Spi { get; }

    /// <summary>Of the last packet; never wraps, for the nonce depends on it.</summary>
    public ulong LastSequence { get; private set; }

    public TrafficCounters Counters { get; } = new();

    /// <summary>Turns an inner packet into an ESP packet, in place.</summary>
    /// <param name="slab">Holds the inner packet.</param>
    /// <param name="inner">Needs <see cref="EspFormat.Headroom"/> before, <see cref="EspFormat.Tailroom"/> behind.</param>
    /// <param name="nextHeader">What the inner packet is.</param>
    /// <param name="now">Stamps the activity.</param>
    /// <param name="packet">Where the ESP packet lies.</param>
    /// <returns>False when the sequence numbers are used up: <see cref="DropReason.SequenceExhausted"/>.</returns>
    /// <exception cref="ArgumentException">The slab has no room for the ESP packet.</exception>
    public bool TrySeal(Span<byte> slab, SlabRange inner, byte nextHeader, Instant now, out SlabRange packet)
    {
        packet = Surround(slab, inner);
        if (LastSequence == _limit)
            return false;

        LastSequence++;
        Span<byte> esp = packet.Of(slab);
        WriteHeader(esp);
        EspTrailer.Write(esp[(EspFormat.Headroom + inner.Length)..^EspFormat.IcvLength], nextHeader);
        _cipher.Seal(esp, (uint)(LastSequence >> 32));
        Counters.Touch(now);
        Counters.Count(inner.Length);
        return true;
    }

    public void Dispose() => _cipher.Dispose();

    private static SlabRange Surround(Span<byte> slab, SlabRange inner)
    {
        int offset = inner.Offset - EspFormat.Headroom;
        int length = EspFormat.Headroom + inner.Length + EspTrailer.LengthFor(inner.Length) + EspFormat.IcvLength;
        if (offset < 0 || inner.Length < 0 || length > slab.Length - offset)
            throw new ArgumentException($"No room for ESP around {inner} in {slab.Length} bytes.", nameof(slab));
        return new SlabRange(offset, length);
    }

    // The IV only has to be unique under one key, which the sequence number is (RFC 4106 section 3.1).
    private void WriteHeader(Span<byte> esp)
    {
        BinaryPrimitives.WriteUInt32BigEndian(esp, Spi);
        BinaryPrimitives.WriteUInt32BigEndian(esp[4..], (uint)LastSequence);
        BinaryPrimitives.WriteUInt64BigEndian(esp[EspFormat.HeaderLength..], LastSequence);
    }
}
