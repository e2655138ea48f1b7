using System.Buffers.Binary;

namespace Holdfast.Wire;

/// <summary>What the next bytes of a stream are.</summary>
public enum FrameKind
{
    /// <summary>Too few of them as yet.</summary>
    Partial,

    /// <summary>One message, whole.</summary>
    Whole,

    /// <summary>A length that can't be: where the next message begins is not known any more.</summary>
    Broken,
}

/// <summary>
/// IKE messages and ESP packets in a TCP stream (RFC 9329 section 3): each behind a length of two octets that counts itself. An IKE message
/// has the four zero octets of the non-ESP marker in front, as over UDP. Whoever connects begins with <see cref="Prefix"/> (section 4).
/// </summary>
public static class StreamFrame
{
    public const int LengthField = 2;

    /// <summary>Of a message, without its length field.</summary>
    public const int Longest = ushort.MaxValue - LengthField;

    public static ReadOnlySpan<byte> Prefix => "IKETCP"u8;

    /// <param name="length">Of the message that follows the length field; 0 unless it is whole.</param>
    public static FrameKind Look(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(bytes, out ushort whole))
            return FrameKind.Partial;
        if (whole < LengthField)
            return FrameKind.Broken;
        if (bytes.Length < whole)
            return FrameKind.Partial;
        length = whole - LengthField;
        return FrameKind.Whole;
    }

    /// <summary>Writes the length field of a message of <paramref name="length"/> octets, at most <see cref="Longest"/>.</summary>
    public static void WriteLength(Span<byte> destination, int length) =>
        BinaryPrimitives.WriteUInt16BigEndian(destination, checked((ushort)(length + LengthField)));
}
