using System.Buffers.Binary;
using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>
/// Our half of a Child SA that opens packets from the peer (RFC 4303 section 3.4): replay check, AEAD, replay commit,
/// trailer, inner packet, selectors, in this order. One thread at a time; shares nothing that changes with the outbound
/// half.
/// </summary>
public sealed class InboundSa : IDisposable
{
    private readonly EspCipher _cipher;
    private readonly ReplayWindow _window = new();
    private readonly SelectorPolicy _policy;
    private readonly bool _extended;

    /// <summary>Copies the key of <paramref name="spec"/>.</summary>
    /// <param name="spec">The Child SA.</param>
    /// <param name="policy">Its selectors.</param>
    /// <param name="highestSequence">The highest sequence number already received; 0 for a new SA.</param>
    public InboundSa(ChildSaSpec spec, SelectorPolicy policy, ulong highestSequence = 0)
    {
        Spi = spec.InboundSpi;
        _policy = policy;
        _extended = spec.ExtendedSequenceNumbers;
        _cipher = new EspCipher(spec.Algorithm, spec.InboundKey.Span, spec.ExtendedSequenceNumbers);
        if (highestSequence > 0)
            _window.Commit(highestSequence);
    }

    public uint Spi { get; }

    public TrafficCounters Counters { get; } = new();

    /// <summary>Turns an ESP packet into the inner packet, in place.</summary>
    /// <param name="slab">Holds the ESP packet; its contents are lost also when it is dropped.</param>
    /// <param name="packet">Where the ESP packet lies.</param>
    /// <param name="now">Stamps the activity.</param>
    /// <param name="inner">Where the inner packet lies.</param>
    /// <param name="reason">Why not.</param>
    public bool TryOpen(Span<byte> slab, SlabRange packet, Instant now, out SlabRange inner, out DropReason reason)
    {
        inner = default;
        Span<byte> esp = packet.Of(slab);
        reason = Authenticate(esp);
        if (reason != DropReason.None)
            return false;

        Counters.Touch(now);
        reason = Unwrap(esp[EspFormat.Headroom..^EspFormat.IcvLength], out int length);
        if (reason != DropReason.None)
            return false;

        inner = new SlabRange(packet.Offset + EspFormat.Headroom, length);
        Counters.Count(length);
        return true;
    }

    public void Dispose() => _cipher.Dispose();

    private DropReason Authenticate(Span<byte> esp)
    {
        if (esp.Length < EspFormat.MinimumLength)
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
        return DropReason.None;
    }

    private bool TryReadSequence(ReadOnlySpan<byte> esp, out ulong sequence)
    {
        uint low = BinaryPrimitives.ReadUInt32BigEndian(esp[4..]);
        sequence = low;
        return !_extended || ExtendedSequence.TryInfer(low, _window.Highest, out sequence);
    }

    private DropReason Unwrap(ReadOnlySpan<byte> plaintext, out int length)
    {
        length = 0;
        if (!EspTrailer.TryRead(plaintext, out int payloadLength, out byte nextHeader))
            return DropReason.BadPadding;
        if (nextHeader == EspFormat.NextHeaderNone)
            return DropReason.Dummy;

        ReadOnlySpan<byte> payload = plaintext[..payloadLength];
        if (!EspFormat.TryNextHeader(payload, out byte expected) || nextHeader != expected)
            return DropReason.BadNextHeader;
        if (!InnerPacket.TryRead(payload, out InnerPacket inner))
            return DropReason.MalformedInner;
        length = inner.Length; // what is behind it is traffic flow confidentiality padding (RFC 4303 section 2.7)
        return _policy.AllowsInbound(inner) ? DropReason.None : DropReason.SelectorMismatch;
    }
}
