using System.Buffers.Binary;
using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>
/// Our half of a Child SA that opens packets from the peer (RFC 4303 section 3.4): replay check, ICV, replay commit,
/// trailer, inner packet, selectors, in this order. One thread at a time; shares nothing that changes with the outbound
/// half.
/// </summary>
public sealed class InboundSa : IDisposable
{
    private readonly EspCipher _cipher;
    private readonly ReplayWindow _window = new();
    private readonly SaMeter _meter;
    private readonly SelectorTree _selectors;
    private readonly TransportHeader? _transport;
    private readonly bool _extended;

    /// <summary>Copies the key of <paramref name="spec"/>.</summary>
    /// <param name="spec">The Child SA.</param>
    /// <param name="policy">Its selectors.</param>
    /// <param name="highestSequence">The highest sequence number already received; 0 for a new SA.</param>
    /// <param name="notice">Hears of limits that are reached; null: nobody wants to know.</param>
    /// <exception cref="ArgumentException">The key does not fit, or transport mode is not between single hosts.</exception>
    public InboundSa(ChildSaSpec spec, SelectorPolicy policy, ulong highestSequence = 0, ExpiryNotice? notice = null)
    {
        Spi = spec.InboundSpi;
        _selectors = policy.Tree;
        _extended = spec.ExtendedSequenceNumbers;
        _transport = TransportHeader.For(spec);
        _meter = new SaMeter(spec, notice ?? new ExpiryNotice(new ExpiryAlarm()));
        _cipher = EspCipher.Create(spec.Algorithm, spec.InboundKey.Span, spec.ExtendedSequenceNumbers);
        if (highestSequence > 0)
            _window.Commit(highestSequence);
    }

    public uint Spi { get; }

    public TrafficCounters Counters => _meter.Counters;

    /// <summary>Turns an ESP packet into the inner packet, in place.</summary>
    /// <param name="slab">
    /// Holds the ESP packet, and for transport mode over IPv6 <see cref="EspFormat.TransportRoom"/> bytes more beside it;
    /// the packet's contents are lost also when it is dropped.
    /// </param>
    /// <param name="packet">Where the ESP packet lies.</param>
    /// <param name="now">Stamps the activity.</param>
    /// <param name="inner">Where the inner packet lies.</param>
    /// <param name="reason">Why not.</param>
    /// <exception cref="ArgumentException">The slab does not hold the range.</exception>
    public bool TryOpen(Span<byte> slab, SlabRange packet, Instant now, out SlabRange inner, out DropReason reason)
    {
        inner = default;
        Span<byte> esp = packet.Of(slab);
        reason = _meter.IsSpent ? DropReason.LimitReached : Authenticate(esp);
        if (reason != DropReason.None)
            return false;

        Counters.Touch(now);
        EspLayout layout = _cipher.Layout;
        SlabRange plaintext = new(
            packet.Offset + layout.Headroom, packet.Length - layout.Headroom - layout.IcvLength);
        reason = Unwrap(slab, plaintext, out inner);
        return reason == DropReason.None;
    }

    /// <summary>
    /// Brings the traffic class of the outer IP header in: its ECN in tunnel mode; all of it in transport mode, where that
    /// header is the packet's own.
    /// </summary>
    /// <param name="inner">What came of <see cref="TryOpen"/>.</param>
    /// <param name="outer">The octet.</param>
    /// <param name="reason">Why the packet must be dropped.</param>
    public bool TryTakeTrafficClass(Span<byte> inner, byte outer, out DropReason reason)
    {
        reason = DropReason.None;
        if (_transport is not null)
            TrafficClass.Set(inner, outer);
        else if (!TrafficClass.TryCombine(inner, outer))
            reason = DropReason.CongestionLost;
        return reason == DropReason.None;
    }

    public void Dispose() => _cipher.Dispose();

    private DropReason Authenticate(Span<byte> esp)
    {
        if (esp.Length < _cipher.Layout.MinimumLength)
            return DropReason.TooShort;
        if (!TryReadSequence(esp, out ulong sequence))
            return DropReason.ReplayTooOld;

        switch (_window.Check(sequence))
        {
            case ReplayVerdict.Duplicate:
                return DropReason.ReplayDuplicate;
            case ReplayVerdict.TooOld:
                return DropReason.ReplayTooOld;
        }

        if (!_cipher.TryOpen(esp, (uint)(sequence >> 32)))
            return DropReason.AuthenticationFailed;
        _window.Commit(sequence);
        _meter.NoteSequence(_window.Highest);
        return DropReason.None;
    }

    private bool TryReadSequence(ReadOnlySpan<byte> esp, out ulong sequence)
    {
        uint low = BinaryPrimitives.ReadUInt32BigEndian(esp[4..]);
        sequence = low;
        return !_extended || ExtendedSequence.TryInfer(low, _window.Highest, out sequence);
    }

    private DropReason Unwrap(Span<byte> slab, SlabRange plaintext, out SlabRange inner)
    {
        inner = default;
        if (!EspTrailer.TryRead(plaintext.Of(slab), out int payloadLength, out byte nextHeader))
            return DropReason.BadPadding;
        if (nextHeader == EspFormat.NextHeaderNone)
            return DropReason.Dummy;

        SlabRange payload = plaintext with { Length = payloadLength };
        DropReason reason = _transport is null
            ? CheckTunnelled(slab, payload, nextHeader)
            : _transport.Prepend(slab, payload, nextHeader, out payload);
        if (reason != DropReason.None)
            return reason;
        if (!InnerPacket.TryRead(payload.Of(slab), out InnerPacket packet))
            return DropReason.MalformedInner;
        if (_selectors.Find(packet.Inbound) < 0)
            return DropReason.SelectorMismatch;

        // What is behind the inner packet is traffic flow confidentiality padding (RFC 4303 section 2.7).
        inner = payload with { Length = packet.Length };
        _meter.Count(_transport is null ? packet.Length : payloadLength);
        return DropReason.None;
    }

    private static DropReason CheckTunnelled(ReadOnlySpan<byte> slab, SlabRange payload, byte nextHeader) =>
        EspFormat.TryNextHeader(slab.Slice(payload.Offset, payload.Length), out byte expected) && nextHeader == expected
            ? DropReason.None
            : DropReason.BadNextHeader;
}
