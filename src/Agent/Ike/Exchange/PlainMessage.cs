using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Ike.Exchange;

/// <summary>What an initiator sends in clear: the request of IKE_SA_INIT, or of IKE_SESSION_RESUME (RFC 5723).</summary>
public static class PlainMessage
{
    private const int MaximumLength = 4096;

    public static byte[] Build(ulong spiI, IReadOnlyList<Payload> payloads, ExchangeType exchange = ExchangeType.IkeSaInit)
    {
        byte[] buffer = new byte[MaximumLength];
        WireWriter body = new(buffer.AsSpan(IkeHeader.Size));
        PayloadChain.Write(ref body, payloads);
        int length = IkeHeader.Size + body.Position;
        WireWriter header = new(buffer);
        new IkeHeader(
            spiI, 0, PayloadChain.FirstType(payloads), 2, 0, exchange, HeaderFlags.Initiator, 0, (uint)length)
            .Write(ref header);
        return buffer[..length];
    }

    /// <summary>SPIi | SPIr as they go into key derivation.</summary>
    public static byte[] Spis(ulong spiI, ulong spiR)
    {
        byte[] spis = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(spis, spiI);
        BinaryPrimitives.WriteUInt64BigEndian(spis.AsSpan(8), spiR);
        return spis;
    }
}

/// <summary>What IKE_AUTH signs of IKE_SA_INIT, or of IKE_SESSION_RESUME: both messages as sent, without marker, and both nonces.</summary>
public sealed record InitTranscript(
    ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Response, byte[] NonceI, byte[] NonceR)
{
    /// <summary>Of the exchanges between it and IKE_AUTH (RFC 9242); empty without any.</summary>
    public ReadOnlyMemory<byte> IntAuth { get; init; }

    /// <summary>Both ends announced that AUTH covers both messages, not the signer's alone (draft-ietf-ipsecme-ikev2-downgrade-prevention).</summary>
    public bool IsFull { get; init; }

    /// <summary>What the initiator's AUTH begins with.</summary>
    public ReadOnlyMemory<byte> ByInitiator => Signed(Request, Response);

    /// <summary>What the responder's does.</summary>
    public ReadOnlyMemory<byte> ByResponder => Signed(Response, Request);

    /// <summary>Eight zero octets, which no IKE message begins with, what the signer received, and what it sent.</summary>
    private ReadOnlyMemory<byte> Signed(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> received)
    {
        if (!IsFull)
            return sent;
        byte[] both = new byte[sizeof(ulong) + received.Length + sent.Length];
        received.Span.CopyTo(both.AsSpan(sizeof(ulong)));
        sent.Span.CopyTo(both.AsSpan(sizeof(ulong) + received.Length));
        return both;
    }
}
