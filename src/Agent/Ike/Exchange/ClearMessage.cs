using System.Buffers.Binary;
using Holdfast.Ike.Protection;
using Holdfast.Wire;

namespace Holdfast.Ike.Exchange;

/// <summary>
/// A protected message as RFC 9242 section 3.3.2 authenticates it: all up to the generic header of the Encrypted payload, as if it
/// had never been divided into fragments, and the inner payloads; without IV, padding and ICV, and with lengths that say so.
/// </summary>
public static class ClearMessage
{
    private const int GenericHeaderLength = 4;
    private const int LengthOfLength = 2;

    /// <summary>Of one that came whole.</summary>
    /// <param name="message">As received.</param>
    /// <param name="bodyLength">Of its Encrypted payload, behind the generic header.</param>
    public static byte[] Of(ReadOnlySpan<byte> message, int bodyLength, ReadOnlySpan<byte> inner) =>
        Of(message[..^bodyLength], inner);

    /// <summary>Of one that we send, or that came in fragments.</summary>
    public static byte[] Of(IkeHeader header, PayloadType firstInner, ReadOnlySpan<byte> inner)
    {
        Span<byte> outer = stackalloc byte[IkeHeader.Size + GenericHeaderLength];
        WireWriter writer = new(outer);
        (header with { NextPayload = PayloadType.Encrypted }).Write(ref writer);
        writer.WriteUInt8((byte)firstInner);
        return Of(outer, inner);
    }

    public static byte[] Of(IkeHeader header, IReadOnlyList<Payload> payloads) =>
        Of(header, PayloadChain.FirstType(payloads), SkProtection.Encode(payloads));

    private static byte[] Of(ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner)
    {
        byte[] message = [.. outer, .. inner];
        IkeHeader.SetLength(message);
        BinaryPrimitives.WriteUInt16BigEndian(
            message.AsSpan(outer.Length - LengthOfLength), (ushort)(GenericHeaderLength + inner.Length));
        return message;
    }
}
