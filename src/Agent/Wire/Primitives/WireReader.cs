using System.Buffers.Binary;

namespace Holdfast.Wire;

/// <summary>
/// Reads big-endian fields from received bytes. Every read checks first: false means that too few octets are left, and
/// then nothing is consumed. A sub-reader sees one length-delimited field and nothing beyond it.
/// </summary>
public ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _origin;
    private int _offset;

    public WireReader(ReadOnlySpan<byte> bytes)
        : this(bytes, 0)
    {
    }

    private WireReader(ReadOnlySpan<byte> bytes, int origin)
    {
        _bytes = bytes;
        _origin = origin;
    }

    /// <summary>Octets from the start of the outermost reader's bytes.</summary>
    public readonly int Position => _origin + _offset;

    public readonly int Remaining => _bytes.Length - _offset;

    public readonly bool IsEnd => Remaining == 0;

    public bool TryReadUInt8(out byte value)
    {
        if (!TryReadBytes(sizeof(byte), out var bytes))
        {
            value = 0;
            return false;
        }

        value = bytes[0];
        return true;
    }

    public bool TryReadUInt16(out ushort value)
    {
        var read = TryReadBytes(sizeof(ushort), out var bytes);
        value = read ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;
        return read;
    }

    public bool TryReadUInt32(out uint value)
    {
        var read = TryReadBytes(sizeof(uint), out var bytes);
        value = read ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
        return read;
    }

    public bool TryReadUInt64(out ulong value)
    {
        var read = TryReadBytes(sizeof(ulong), out var bytes);
        value = read ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
        return read;
    }

    public bool TryReadBytes(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count < 0 || count > Remaining)
        {
            bytes = default;
            return false;
        }

        bytes = _bytes.Slice(_offset, count);
        _offset += count;
        return true;
    }

    /// <summary>A reader of the next <paramref name="count"/> octets, which this one passes over.</summary>
    public bool TryReadSub(int count, out WireReader sub)
    {
        var start = Position;
        var read = TryReadBytes(count, out var bytes);
        sub = new WireReader(bytes, start);
        return read;
    }

    /// <summary>All that is left; may be empty.</summary>
    public ReadOnlySpan<byte> ReadRest()
    {
        var rest = _bytes[_offset..];
        _offset = _bytes.Length;
        return rest;
    }

    /// <summary>Always false, with an error at the current position; the caller adds the payload type.</summary>
    internal readonly bool Fail(DecodeFault fault, out DecodeError error)
    {
        error = new DecodeError(fault, Position, PayloadType.None);
        return false;
    }
}
