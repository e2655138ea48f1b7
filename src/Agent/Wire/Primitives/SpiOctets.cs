using System.Buffers.Binary;

namespace Holdfast.Wire;

/// <summary>SPIs as octets: 4 for ESP and AH, 8 for IKE.</summary>
public static class SpiOctets
{
    public static byte[] From(uint spi)
    {
        var octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi);
        return octets;
    }

    public static byte[] From(ulong spi)
    {
        var octets = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, spi);
        return octets;
    }

    /// <summary>False, and 0, unless there are exactly 4 octets.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out uint spi)
    {
        var valid = octets.Length == sizeof(uint);
        spi = valid ? BinaryPrimitives.ReadUInt32BigEndian(octets) : 0;
        return valid;
    }

    /// <summary>False, and 0, unless there are exactly 8 octets.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out ulong spi)
    {
        var valid = octets.Length == sizeof(ulong);
        spi = valid ? BinaryPrimitives.ReadUInt64BigEndian(octets) : 0;
        return valid;
    }
}
