using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Ike.Protection;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>
/// An authentic message of the gateway that the product's own writer would never make: any octet of the header, payloads in clear
/// before SK, inner octets bent, more padding than needed. AES-GCM alone, as the tests' sessions use it.
/// </summary>
internal sealed record Forged(ExchangeType Exchange, uint Id, bool IsResponse = false)
{
    private static ulong _ivs = 1UL << 40;

    public IReadOnlyList<Payload> Inner { get; init; } = [];

    /// <summary>In clear, before SK.</summary>
    public IReadOnlyList<Payload> Before { get; init; } = [];

    /// <summary>Changes the 28 octets of the header, length included.</summary>
    public Action<byte[]> BendHeader { get; init; } = _ => { };

    /// <summary>Changes the chain of payloads that is encrypted.</summary>
    public Action<byte[]> BendInner { get; init; } = _ => { };

    /// <summary>The octet of SK's generic header that holds the critical flag and the reserved bits.</summary>
    public byte SkFlags { get; init; }

    public int Padding { get; init; }

    /// <summary>Seals it under the keys of <paramref name="gateway"/>, for the session whose first message is given.</summary>
    public byte[] By(Responder gateway, byte[] firstMessage, ulong gatewaySpi)
    {
        byte[] inner = SkProtection.Encode(Inner);
        BendInner(inner);
        byte[] clear = SkProtection.Encode([.. Before, new EncryptedPayload(PayloadChain.FirstType(Inner), new byte[8])]);
        byte[] plaintext = [.. inner, .. new byte[Padding], (byte)Padding];
        byte[] message = new byte[IkeHeader.Size + clear.Length + plaintext.Length + Aead.TagLength];
        PayloadType first = Before.Count > 0 ? Before[0].Type : PayloadType.Encrypted;
        WriteHeader(message, first, BinaryPrimitives.ReadUInt64BigEndian(firstMessage), gatewaySpi);
        clear.CopyTo(message, IkeHeader.Size);
        int iv = IkeHeader.Size + clear.Length - 8;
        message[iv - 3] = SkFlags;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(iv - 2), (ushort)(message.Length - iv + 4));
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(iv), _ivs++);
        plaintext.CopyTo(message, iv + 8);
        Seal(gateway, message, iv);
        return message;
    }

    private void WriteHeader(byte[] message, PayloadType first, ulong spiI, ulong spiR)
    {
        byte[] header = new byte[IkeHeader.Size];
        WireWriter writer = new(header);
        new IkeHeader(spiI, spiR, first, 2, 0, Exchange, IsResponse ? HeaderFlags.Response : 0, Id, (uint)message.Length)
            .Write(ref writer);
        BendHeader(header);
        header.CopyTo(message, 0);
    }

    private static void Seal(Responder gateway, byte[] message, int iv)
    {
        ReadOnlySpan<byte> key = gateway.Keys.Er;
        using Aead aead = Aead.Create(AeadAlgorithm.Aes128Gcm, key[..16]);
        byte[] nonce = [.. key[16..], .. message.AsSpan(iv, 8)];
        int data = iv + 8;
        int tag = message.Length - Aead.TagLength;
        aead.Seal(nonce, message.AsSpan(0, iv), message.AsSpan(data, tag - data), message.AsSpan(tag));
    }
}
