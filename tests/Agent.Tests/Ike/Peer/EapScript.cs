using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>What a gateway says in EAP; each packet may be bent by a test.</summary>
/// <param name="First">The first packet, beside the gateway's AUTH.</param>
/// <param name="Next">What a response is answered with; null: AUTHENTICATION_FAILED.</param>
internal sealed class EapScript(byte[] first, Func<EapPayload, byte[]?> next)
{
    public byte[] First { get; } = first;

    /// <summary>The key that AUTH is to be computed with; null: SK_p.</summary>
    public byte[]? Msk { get; set; }

    /// <summary>All that the peer said.</summary>
    public List<EapPayload> Heard { get; } = [];

    public byte[]? Answer(EapPayload packet)
    {
        Heard.Add(packet);
        return next(packet);
    }

    public static byte[] Request(byte identifier, EapType type, params ReadOnlySpan<byte> data) =>
        Packet(EapCode.Request, identifier, [(byte)type, .. data]);

    public static byte[] Success(byte identifier) => Packet(EapCode.Success, identifier, []);

    public static byte[] Failure(byte identifier) => Packet(EapCode.Failure, identifier, []);

    public static byte[] Packet(EapCode code, byte identifier, ReadOnlySpan<byte> data)
    {
        byte[] packet = [(byte)code, identifier, 0, 0, .. data];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        return packet;
    }
}
