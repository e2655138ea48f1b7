using System.Security.Cryptography;

namespace Holdfast.Crypto;

/// <summary>The keys that MS-CHAP-V2 leaves behind (RFC 3079 section 3.4, for 128 bits).</summary>
public static class MsChapV2Keys
{
    /// <summary>Of the key for IKEv2's AUTH: 64 bytes, as EAP wants it at least (RFC 3748 7.10).</summary>
    public const int MskLength = 64;

    private const int KeyLength = 16;

    // RFC 3079 section 3.4. Who is the client sends by the first and receives by the second; the server the other way.
    private static ReadOnlySpan<byte> ClientSends =>
        "On the client side, this is the send key; on the server side, it is the receive key."u8;

    private static ReadOnlySpan<byte> ServerSends =>
        "On the client side, this is the receive key; on the server side, it is the send key."u8;

    /// <summary>The MSK of EAP-MSCHAPv2: MS-MPPE-Recv-Key | MS-MPPE-Send-Key | 32 zeros, named from the server's side
    /// (draft-kamath-pppext-eap-mschapv2), as a RADIUS server hands them to the gateway. Both ends have the
    /// same.</summary>
    public static SecretBytes Msk(SecretBytes passwordHash, ReadOnlySpan<byte> ntResponse)
    {
        using SecretBytes master = MasterKey(passwordHash, ntResponse);
        var msk = new SecretBytes(MskLength);
        StartKey(master, ClientSends, msk.Span[..KeyLength]); // what the client sends the server receives
        StartKey(master, ServerSends, msk.Span.Slice(KeyLength, KeyLength));
        return msk;
    }

    /// <summary>GetMasterKey.</summary>
    internal static SecretBytes MasterKey(SecretBytes passwordHash, ReadOnlySpan<byte> ntResponse)
    {
        using SecretBytes hashOfHash = MsChapV2.HashOfHash(passwordHash);
        return Cut(MsChapV2.Sha1(hashOfHash.Span, ntResponse, "This is the MPPE Master Key"u8));
    }

    /// <summary>GetAsymmetricStartKey.</summary>
    private static void StartKey(SecretBytes masterKey, ReadOnlySpan<byte> magic, Span<byte> key)
    {
        Span<byte> first = stackalloc byte[KeyLength + 40];
        masterKey.Span.CopyTo(first);
        first[KeyLength..].Clear(); // SHSpad1
        Span<byte> last = stackalloc byte[40];
        last.Fill(0xf2); // SHSpad2
        using SecretBytes start = Cut(MsChapV2.Sha1(first, magic, last));
        CryptographicOperations.ZeroMemory(first);
        start.Span.CopyTo(key);
    }

    private static SecretBytes Cut(byte[] digest)
    {
        SecretBytes key = SecretBytes.CopyOf(digest.AsSpan(0, KeyLength));
        CryptographicOperations.ZeroMemory(digest);
        return key;
    }
}
