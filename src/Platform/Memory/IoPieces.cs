using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Holdfast.Platform;

/// <summary>
/// Pieces of memory that one call writes after each other (struct iovec): addresses only, so what they point to must neither move nor
/// go away until then. Used again and again; allocates nothing for a piece.
/// </summary>
public sealed unsafe class IoPieces
{
    /// <summary>UIO_MAXIOV of linux/uio.h</summary>
    public const int Most = 1024;

    private readonly iovec[] _pieces;

    public IoPieces(int capacity = 128)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, Most);
        _pieces = GC.AllocateArray<iovec>(capacity, pinned: true);
    }

    public int Count { get; private set; }

    /// <summary>Bytes of all of them.</summary>
    public int Length { get; private set; }

    internal iovec* Start => (iovec*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_pieces));

    public void Clear() => (Count, Length) = (0, 0);

    /// <summary>False: there is room for no more, and it was left out. A piece that follows the one before in memory becomes part of it.</summary>
    /// <param name="pinned">Of a <see cref="Slab"/>, a pinned array or the stack. An empty one needs no room.</param>
    public bool TryAdd(ReadOnlySpan<byte> pinned)
    {
        if (pinned.IsEmpty) return true;
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(pinned));
        if (!TryJoin(start, pinned.Length))
        {
            if (Count == _pieces.Length) return false;
            _pieces[Count++] = new iovec { iov_base = start, iov_len = pinned.Length };
        }

        Length += pinned.Length;
        return true;
    }

    private bool TryJoin(byte* start, int length)
    {
        if (Count == 0) return false;
        ref iovec last = ref _pieces[Count - 1];
        if ((byte*)last.iov_base + (int)last.iov_len != start) return false;
        last.iov_len = (int)last.iov_len + length;
        return true;
    }
}
