using System.Buffers.Binary;

namespace Holdfast.Wire;

/// <summary>
/// Writes big-endian fields into the caller's span. Too small a span is misuse: every write throws
/// <see cref="ArgumentException"/> then.
/// </summary>
public ref struct WireWriter
{
    private readonly Span<byte> _buffer;

    public WireWriter(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Octets written so far.</summary>
    public int Position { get; private set; }

    public readonly Span<byte> Written => _buffer[..Position];

    public void WriteUInt8(byte value) => Reserve(sizeof(byte))[0] = value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(sizeof(ushort)), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(sizeof(uint)), value);

    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(sizeof(ulong)), value);

    public void WriteBytes(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void WriteZeros(int count) => Reserve(count).Clear();

    /// <summary>The next <paramref name="count"/> octets, for the caller to fill.</summary>
    public Span<byte> Reserve(int count)
    {
        if (count < 0 || count > _buffer.Length - Position)
            throw new ArgumentException($"The buffer has no room for {count} octets at {Position}.", nameof(count));

        var reserved = _buffer.Slice(Position, count);
        Position += count;
        return reserved;
    }

    /// <summary>Leaves room for a 16-bit length, to be filled in by <see cref="EndLength16"/>.</summary>
    /// <param name="counted">
    /// Octets up to the end of the length field that the length includes: 4 for a header of type and length that counts
    /// itself, 0 for a length of only the value.
    /// </param>
    public LengthMark BeginLength16(int counted = 0)
    {
        WriteUInt16(0);
        return new LengthMark(Position, counted);
    }

    /// <summary>Fills in the length of what was written since <paramref name="mark"/>.</summary>
    public readonly void EndLength16(LengthMark mark)
    {
        var length = Position - mark.End + mark.Counted;
        if (length > ushort.MaxValue)
            throw new ArgumentException($"{length} octets do not fit a 16-bit length.", nameof(mark));

        BinaryPrimitives.WriteUInt16BigEndian(_buffer[(mark.End - sizeof(ushort))..], (ushort)length);
    }
}
