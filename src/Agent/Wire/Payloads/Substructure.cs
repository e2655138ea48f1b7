namespace Holdfast.Wire;

/// <summary>
/// The four octets that begin proposals and transforms: 0 in the last of its kind and a number for "more" in the
/// others, reserved, length with this header (RFC 7296 sections 3.3.1 and 3.3.2).
/// </summary>
internal static class Substructure
{
    private const int HeaderSize = 4;

    /// <summary>Opens the next one. Its marker must agree with whether <paramref name="parent"/> ends there.</summary>
    public static bool TryOpen(ref WireReader parent, byte more, out WireReader content, out DecodeError error)
    {
        content = default;
        var atMarker = parent;
        if (!parent.TryReadUInt8(out var marker) || !parent.TryReadUInt8(out _))
            return parent.Fail(DecodeFault.Truncated, out error);

        var atLength = parent;
        if (!parent.TryReadUInt16(out var length))
            return parent.Fail(DecodeFault.Truncated, out error);
        if (length < HeaderSize)
            return atLength.Fail(DecodeFault.BadLength, out error);
        if (!parent.TryReadSub(length - HeaderSize, out content))
            return atLength.Fail(DecodeFault.Truncated, out error);
        if (marker != Marker(parent.IsEnd, more))
            return atMarker.Fail(DecodeFault.BadSubstructure, out error);

        error = default;
        return true;
    }

    /// <summary>Writes the header; the caller ends the returned length.</summary>
    public static LengthMark Begin(ref WireWriter writer, bool isLast, byte more)
    {
        writer.WriteUInt8(Marker(isLast, more));
        writer.WriteUInt8(0);
        return writer.BeginLength16(HeaderSize);
    }

    private static byte Marker(bool isLast, byte more) => isLast ? (byte)0 : more;
}
