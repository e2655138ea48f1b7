using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Data attribute of a transform, RFC 7296 section 3.3.5.</summary>
/// <param name="Number">15 bits.</param>
/// <param name="IsShort">Type and two-octet value (AF = 1) rather than type, length and value.</param>
/// <param name="Value">Two octets when short.</param>
public sealed record TransformAttribute(ushort Number, bool IsShort, ReadOnlyMemory<byte> Value)
{
    /// <summary>The only attribute type that RFC 7296 defines; always short.</summary>
    public const ushort KeyLengthNumber = 14;

    private const ushort ShortFormat = 0x8000;

    public static TransformAttribute KeyLength(ushort bits)
    {
        var value = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(value, bits);
        return new TransformAttribute(KeyLengthNumber, IsShort: true, value);
    }

    /// <summary>The length in bits; false for any other attribute and for the long format.</summary>
    public bool TryGetKeyLength(out ushort bits)
    {
        bits = 0;
        return Number == KeyLengthNumber && IsShort && BinaryPrimitives.TryReadUInt16BigEndian(Value.Span, out bits);
    }

    public bool Equals(TransformAttribute? other) =>
        other is not null
        && Number == other.Number
        && IsShort == other.IsShort
        && ValueEquality.Same(Value, other.Value);

    public override int GetHashCode() => HashCode.Combine(Number, IsShort, ValueEquality.Hash(Value));

    internal void Write(ref WireWriter writer)
    {
        if (Number >= ShortFormat || (IsShort && Value.Length != sizeof(ushort)))
            throw new ArgumentException("An attribute has a 15-bit number, and two octets when short.");

        writer.WriteUInt16((ushort)(IsShort ? Number | ShortFormat : Number));
        if (IsShort)
        {
            writer.WriteBytes(Value.Span);
            return;
        }

        var length = writer.BeginLength16();
        writer.WriteBytes(Value.Span);
        writer.EndLength16(length);
    }

    internal static bool TryDecode(
        ref WireReader reader, [NotNullWhen(true)] out TransformAttribute? attribute, out DecodeError error)
    {
        attribute = null;
        if (!reader.TryReadUInt16(out var typeAndFormat))
            return reader.Fail(DecodeFault.Truncated, out error);

        var isShort = (typeAndFormat & ShortFormat) != 0;
        var length = (ushort)sizeof(ushort);
        if ((!isShort && !reader.TryReadUInt16(out length)) || !reader.TryReadBytes(length, out var value))
            return reader.Fail(DecodeFault.Truncated, out error);

        attribute = new TransformAttribute((ushort)(typeAndFormat & ~ShortFormat), isShort, value.ToArray());
        error = default;
        return true;
    }
}
