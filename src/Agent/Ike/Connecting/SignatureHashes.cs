using System.Buffers.Binary;
using Holdfast.Wire;

namespace Holdfast.Ike.Connecting;

/// <summary>The data of SIGNATURE_HASH_ALGORITHMS (RFC 7427 section 4): 16-bit identifiers, best first.</summary>
public static class SignatureHashes
{
    public const ushort Sha256 = 2;
    public const ushort Sha384 = 3;
    public const ushort Sha512 = 4;

    /// <summary>For signatures that hash on their own, as Ed25519 does (RFC 8420).</summary>
    public const ushort Identity = 5;

    public static readonly ReadOnlyMemory<byte> Supported = Encode(Sha256, Sha384, Sha512, Identity);

    /// <summary>What the other side announces; what it can't mean is left out.</summary>
    public static IReadOnlyList<ushort> Read(NotifyPayload? announced)
    {
        List<ushort> hashes = [];
        ReadOnlySpan<byte> data = announced is null ? default : announced.Data.Span;
        for (; data.Length >= sizeof(ushort); data = data[sizeof(ushort)..])
            hashes.Add(BinaryPrimitives.ReadUInt16BigEndian(data));
        return hashes;
    }

    private static byte[] Encode(params ushort[] hashes)
    {
        byte[] data = new byte[hashes.Length * sizeof(ushort)];
        for (int i = 0; i < hashes.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(i * sizeof(ushort)), hashes[i]);
        return data;
    }
}
