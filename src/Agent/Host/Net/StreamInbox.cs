using Holdfast.Esp;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// What has come of a TCP stream of RFC 9329, cut into messages where they lie. Its memory is bounded by the longest message, however
/// slowly the stream trickles and whatever its lengths say; a stream that can't be one of a gateway's is known by its first octets.
/// </summary>
/// <param name="beginsWithIke">The first message answers an IKE message of ours.</param>
public sealed class StreamInbox(bool beginsWithIke) : IDisposable
{
    /// <summary>In front of the first message, for what opens packets in place.</summary>
    private const int Headroom = 64;

    private const int Capacity = 2 * (ushort.MaxValue + 1);

    private readonly Slab _slab = new(Headroom + Capacity);
    private bool _hasBegun = !beginsWithIke;
    private int _start = Headroom;
    private int _end = Headroom;

    public Span<byte> Slab => _slab.Span;

    /// <summary>Where the next bytes of the stream are to be written.</summary>
    public Span<byte> Room => Slab[_end..];

    /// <summary>Where messages begin is not known, or never was: the stream is of no use any more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>So many bytes were written to <see cref="Room"/>.</summary>
    public void Add(int length) => _end += length;

    /// <summary>The next message that is there in full; it lies there until <see cref="Compact"/>.</summary>
    public bool TryTake(out SlabRange message)
    {
        message = default;
        ReadOnlySpan<byte> rest = Slab[_start.._end];
        FrameKind kind = StreamFrame.Look(rest, out int length);
        IsBroken |= kind == FrameKind.Broken || IsForeign(rest);
        if (IsBroken || kind != FrameKind.Whole)
            return false;
        message = new SlabRange(_start + StreamFrame.LengthField, length);
        _hasBegun |= length > DatagramClassifier.NonEspMarkerLength;
        _start = message.End;
        return true;
    }

    /// <summary>Makes room; what was taken is gone.</summary>
    public void Compact()
    {
        if (_start == Headroom)
            return;
        Slab[_start.._end].CopyTo(Slab[Headroom..]);
        (_start, _end) = (Headroom, Headroom + _end - _start);
    }

    public void Dispose() => _slab.Dispose();

    /// <summary>Another service at this port speaks otherwise, and would be waited for until as much has come as its first letters say.</summary>
    private bool IsForeign(ReadOnlySpan<byte> rest)
    {
        const int Known = StreamFrame.LengthField + DatagramClassifier.NonEspMarkerLength;
        bool mayBeShort = rest.Length > 1 && rest[0] == 0 && rest[1] < Known;
        return !_hasBegun && !mayBeShort && rest.Length >= Known && rest[StreamFrame.LengthField..Known].ContainsAnyExcept((byte)0);
    }
}
