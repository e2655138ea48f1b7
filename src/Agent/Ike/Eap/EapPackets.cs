using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>Responses of the peer (RFC 3748 section 4.1).</summary>
public static class EapPackets
{
    private const int HeaderSize = 5;

    /// <summary>An answer to the request with this identifier.</summary>
    public static EapPayload Response(byte identifier, EapType type, ReadOnlySpan<byte> data)
    {
        byte[] packet = new byte[HeaderSize + data.Length];
        packet[0] = (byte)EapCode.Response;
        packet[1] = identifier;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[4] = (byte)type;
        data.CopyTo(packet.AsSpan(HeaderSize));
        return new EapPayload(packet);
    }
}
