using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// What goes into a TCP stream of RFC 9329: the prefix, then messages behind their lengths. The rest of a message that the socket took only
/// a part of comes before all else. IKE waits here as far as there is room; of ESP nothing but such a rest does.
/// </summary>
public sealed class StreamOutbox : IDisposable
{
    private const int Capacity = 2 * (ushort.MaxValue + 1);

    private static readonly byte[] Marker = new byte[4];

    private readonly Slab _slab = new(Capacity);
    private int _start;
    private int _end;

    public StreamOutbox() => Append(StreamFrame.Prefix);

    /// <summary>What is to be written next.</summary>
    public ReadOnlySpan<byte> Pending => _slab.Span[_start.._end];

    public bool IsEmpty => _start == _end;

    /// <summary>One IKE message. False: there is no room for it, as in any full queue.</summary>
    public bool TryPutIke(ReadOnlySpan<byte> message)
    {
        int length = Marker.Length + message.Length;
        Compact();
        if (length > StreamFrame.Longest || StreamFrame.LengthField + length > Capacity - _end)
            return false;
        AppendLength(length);
        Append(Marker);
        Append(message);
        return true;
    }

    /// <summary>ESP packets of one size, the last of them perhaps shorter. Nothing may be pending.</summary>
    /// <returns>How many bytes of them fit; whole packets.</returns>
    public int PutEsp(ReadOnlySpan<byte> packets, int size)
    {
        int taken = 0;
        while (taken < packets.Length)
        {
            int length = Math.Min(size, packets.Length - taken);
            if (length > StreamFrame.Longest || StreamFrame.LengthField + length > Capacity - _end)
                break;
            AppendLength(length);
            Append(packets.Slice(taken, length));
            taken += length;
        }

        return taken;
    }

    /// <summary>So many bytes of <see cref="Pending"/> were written.</summary>
    public void Written(int bytes)
    {
        _start += bytes;
        if (IsEmpty)
            Clear();
    }

    /// <summary>
    /// Of the packets that <see cref="PutEsp"/> took before only <paramref name="written"/> bytes of the stream were written: those that are not
    /// begun are taken back.
    /// </summary>
    /// <returns>How many bytes of the packets are gone, or are to be finished.</returns>
    public int TakeBack(int written, int taken, int size)
    {
        int frame = StreamFrame.LengthField + size;
        int begun = (written + frame - 1) / frame;
        _end = Math.Min(_end, begun * frame);
        Written(written);
        return Math.Min(begun * size, taken);
    }

    public void Clear() => (_start, _end) = (0, 0);

    public void Dispose() => _slab.Dispose();

    private void Compact()
    {
        if (_start == 0)
            return;
        Pending.CopyTo(_slab.Span);
        (_start, _end) = (0, _end - _start);
    }

    private void AppendLength(int length)
    {
        StreamFrame.WriteLength(_slab.Span[_end..], length);
        _end += StreamFrame.LengthField;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_slab.Span[_end..]);
        _end += bytes.Length;
    }
}
