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
    private readonly SaMeter _meter;
    private readonly EspMode _mode;
    private readonly ulong _limit;

    /// <summary>Copies the key of <paramref name="spec"/>.</summary>
    /// <param name="spec">The Child SA.</param>
    /// <param name="lastSequence">The sequence number last used; 0 for a new SA.</param>
    /// <param name="notice">Hears of limits that are reached; null: nobody wants to know.</param>
    public OutboundSa(ChildSaSpec spec, ulong lastSequence = 0, ExpiryNotice? notice = null)
    {
        Spi = spec.OutboundSpi;
        LastSequence = lastSequence;
        _mode = spec.Mode;
        _meter = new SaMeter(spec, notice ?? new ExpiryNotice(new ExpiryAlarm()));
        _cipher = EspCipher.Create(spec.Algorithm, spec.OutboundKey.Span, spec.ExtendedSequenceNumbers);
        _limit = spec.ExtendedSequenceNumbers ? ulong.MaxValue : uint.MaxValue;
    }

    public uint Spi { get; }

    public EspLayout Layout => _cipher.Layout;

    /// <summary>Of the last packet; never wraps, for the nonce depends on it.</summary>
    public ulong LastSequence { get; private set; }

    public TrafficCounters Counters => _meter.Counters;

    /// <summary>Turns an IP packet into an ESP packet, in place, in the mode of the Child SA.</summary>
    /// <param name="slab">Holds the IP packet.</param>
    /// <param name="inner">One whole IP packet, with room around it as for <see cref="TrySeal"/>.</param>
    /// <param name="now">Stamps the activity.</param>
    /// <param name="packet">Where the ESP packet lies.</param>
    /// <param name="reason">Why not.</param>
    /// <exception cref="ArgumentException">The slab has no room for the ESP packet.</exception>
    public bool TryProtect(Span<byte> slab, SlabRange inner, Instant now, out SlabRange packet, out DropReason reason)
    {
        ReadOnlySpan<byte> bytes = inner.Of(slab);
        packet = default;
        if (_mode == EspMode.Tunnel)
        {
            reason = DropReason.MalformedInner;
            return EspFormat.TryNextHeader(bytes, out byte version)
                && TrySeal(slab, inner, version, now, out packet, out reason);
        }

        reason = DropReason.NotTransportable;
        if (!TransportPayload.TrySplit(bytes, out int header, out byte protocol))
            return false;
        SlabRange payload = new(inner.Offset + header, inner.Length - header);
        return TrySeal(slab, payload, protocol, now, out packet, out reason);
    }

    /// <summary>Turns a payload into an ESP packet, in place.</summary>
    /// <param name="slab">Holds the payload.</param>
    /// <param name="payload">
    /// Needs room around it: at most <see cref="EspFormat.Headroom"/> before, <see cref="EspFormat.Tailroom"/> behind.
    /// </param>
    /// <param name="nextHeader">What the payload is.</param>
    /// <param name="now">Stamps the activity.</param>
    /// <param name="packet">Where the ESP packet lies.</param>
    /// <param name="reason">The hard limit is reached, or the sequence numbers are used up.</param>
    /// <exception cref="ArgumentException">The slab has no room for the ESP packet.</exception>
    public bool TrySeal(
        Span<byte> slab, SlabRange payload, byte nextHeader, Instant now, out SlabRange packet, out DropReason reason)
    {
        packet = Surround(slab, payload);
        if (!TryTakeSequence(out reason))
            return false;

        EspLayout layout = _cipher.Layout;
        Span<byte> esp = packet.Of(slab);
        BinaryPrimitives.WriteUInt32BigEndian(esp, Spi);
        BinaryPrimitives.WriteUInt32BigEndian(esp[4..], (uint)LastSequence);
        _cipher.WriteIv(esp[EspFormat.HeaderLength..layout.Headroom], LastSequence);
        EspTrailer.Write(esp[(layout.Headroom + payload.Length)..^layout.IcvLength], nextHeader);
        _cipher.Seal(esp, (uint)(LastSequence >> 32));
        Counters.Touch(now);
        _meter.Count(payload.Length);
        return true;
    }

    public void Dispose() => _cipher.Dispose();

    private bool TryTakeSequence(out DropReason reason)
    {
        reason = DropReason.None;
        if (LastSequence == _limit)
        {
            _meter.Spend();
            reason = DropReason.SequenceExhausted;
        }
        else if (_meter.IsSpent)
        {
            reason = DropReason.LimitReached;
        }
        else
        {
            _meter.NoteSequence(++LastSequence);
        }

        return reason == DropReason.None;
    }

    private SlabRange Surround(Span<byte> slab, SlabRange payload)
    {
        int offset = payload.Offset - _cipher.Layout.Headroom;
        int length = _cipher.Layout.PacketLength(payload.Length);
        if (offset < 0 || payload.Length < 0 || length > slab.Length - offset)
            throw new ArgumentException($"No room for ESP around {payload.Offset} to {payload.End} in {slab.Length} bytes.", nameof(slab));
        return new SlabRange(offset, length);
    }
}
