namespace Holdfast.Wire;

/// <summary>The body that ID and AUTH payloads share: a type, three reserved octets, data.</summary>
internal static class TypedData
{
    public const int ReservedSize = 3;

    public static void Write(ref WireWriter writer, byte type, ReadOnlySpan<byte> data)
    {
        writer.WriteUInt8(type);
        writer.WriteZeros(ReservedSize);
        writer.WriteBytes(data);
    }

    public static bool TryRead(ref WireReader body, out byte type, out byte[] reserved, out byte[] data, out DecodeError error)
    {
        (reserved, data) = ([], []);
        if (!body.TryReadUInt8(out type) || !body.TryReadBytes(ReservedSize, out var octets))
            return body.Fail(DecodeFault.Truncated, out error);

        reserved = octets.ToArray();
        data = body.ReadRest().ToArray();
        error = default;
        return true;
    }
}
