using System.Buffers.Binary;

namespace Holdfast.Ike.Connecting;

/// <summary>The data of SIGNATURE_HASH_ALGORITHMS (RFC 7427 section 4): 16-bit identifiers, best first.</summary>
public static class SignatureHashes
{
    private const ushort Sha256 = 2;
    private const ushort Sha384 = 3;
    private const ushort Sha512 = 4;

    /// <summary>For signatures that hash on their own, as Ed25519 does (RFC 8420).</summary>
    private const ushort Identity = 5;

    public static readonly ReadOnlyMemory<byte> Supported = Encode(Sha256, Sha384, Sha512, Identity);

    private static byte[] Encode(params ushort[] hashes)
    {
        byte[] data = new byte[hashes.Length * sizeof(ushort)];
        for (int i = 0; i < hashes.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(i * sizeof(ushort)), hashes[i]);
        return data;
    }
}
