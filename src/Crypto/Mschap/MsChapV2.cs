using System.Security.Cryptography;
using System.Text;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>The functions of MS-CHAP-V2 (RFC 2759 section 8), on MD4, SHA-1 and DES as it wants them.</summary>
public static class MsChapV2
{
    public const int ChallengeLength = 16;
    public const int PasswordHashLength = 16;
    public const int NtResponseLength = 24;

    /// <summary>Of what the authenticator proves itself with; on the wire "S=" and 40 hexadecimal digits.</summary>
    public const int AuthenticatorResponseLength = 20;

    private const int DesKeyLength = 8;
    private const int DesKeyBytes = 7; // before the parity bits

    /// <summary>NtPasswordHash: MD4 of the password in UTF-16LE. It is as good as the password.</summary>
    /// <param name="password">In UTF-8; what is not becomes U+FFFD.</param>
    public static SecretBytes NtPasswordHash(ReadOnlySpan<byte> password)
    {
        using var text = new SecretBytes(Encoding.Unicode.GetMaxByteCount(password.Length));
        int length = ToUtf16(password, text.Span);
        var hash = new SecretBytes(PasswordHashLength);
        LegacyDigest.Md4(text.Span[..length], hash.Span);
        return hash;
    }

    /// <summary>GenerateNTResponse, from the hash of the password; 24 bytes.</summary>
    /// <param name="userName">As it is sent, without a domain before it.</param>
    public static byte[] NtResponse(
        ReadOnlySpan<byte> authenticatorChallenge,
        ReadOnlySpan<byte> peerChallenge,
        ReadOnlySpan<byte> userName,
        SecretBytes passwordHash)
    {
        RequireHash(passwordHash);
        Span<byte> challenge = ChallengeHash(peerChallenge, authenticatorChallenge, userName).AsSpan(0, DesKeyLength);
        using var padded = new SecretBytes(3 * DesKeyBytes);
        passwordHash.Span.CopyTo(padded.Span);
        byte[] response = new byte[NtResponseLength];
        for (int i = 0; i < 3; i++)
        {
            Span<byte> block = response.AsSpan(i * DesKeyLength, DesKeyLength);
            challenge.CopyTo(block);
            DesEncrypt(padded.Span.Slice(i * DesKeyBytes, DesKeyBytes), block);
        }
        return response;
    }

    /// <summary>GenerateAuthenticatorResponse, 20 bytes: the proof of one who knows the password.</summary>
    public static byte[] AuthenticatorResponse(
        ReadOnlySpan<byte> authenticatorChallenge,
        ReadOnlySpan<byte> peerChallenge,
        ReadOnlySpan<byte> userName,
        SecretBytes passwordHash,
        ReadOnlySpan<byte> ntResponse)
    {
        using SecretBytes hashOfHash = HashOfHash(passwordHash);
        byte[] digest = Sha1(hashOfHash.Span, ntResponse, "Magic server to client signing constant"u8);
        ReadOnlySpan<byte> challenge =
            ChallengeHash(peerChallenge, authenticatorChallenge, userName).AsSpan(0, DesKeyLength);
        return Sha1(digest, challenge, "Pad to make it do more than one iteration"u8);
    }

    /// <summary>CheckAuthenticatorResponse, in constant time.</summary>
    /// <param name="message">What came in the success packet: "S=", 40 hexadecimal digits, and then nothing or a blank
    /// with more; anything may come.</param>
    /// <param name="expected">From <see cref="AuthenticatorResponse"/>.</param>
    public static bool VerifyAuthenticatorResponse(ReadOnlySpan<byte> message, ReadOnlySpan<byte> expected)
    {
        const int End = 2 + (2 * AuthenticatorResponseLength);
        Span<byte> received = stackalloc byte[AuthenticatorResponseLength];
        return message.Length >= End
            && message.StartsWith("S="u8)
            && (message.Length == End || message[End] == (byte)' ')
            && Convert.FromHexString(Encoding.ASCII.GetString(message[2..End]), received, out _, out int written)
                == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(received[..written], expected);
    }

    /// <summary>MD4 of the password's hash, on which the keys and the authenticator's proof build.</summary>
    internal static SecretBytes HashOfHash(SecretBytes passwordHash)
    {
        RequireHash(passwordHash);
        var hash = new SecretBytes(PasswordHashLength);
        LegacyDigest.Md4(passwordHash.Span, hash.Span);
        return hash;
    }

    internal static byte[] Sha1(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        using var input = new SecretBytes(first.Length + second.Length + third.Length);
        first.CopyTo(input.Span);
        second.CopyTo(input.Span[first.Length..]);
        third.CopyTo(input.Span[(first.Length + second.Length)..]);
        byte[] digest = new byte[Hash.Length(HashAlgorithm.Sha1)];
        Hash.Compute(HashAlgorithm.Sha1, input.Span, digest);
        return digest;
    }

    private static byte[] ChallengeHash(
        ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> authenticatorChallenge, ReadOnlySpan<byte> userName)
    {
        if (peerChallenge.Length != ChallengeLength || authenticatorChallenge.Length != ChallengeLength)
            throw new ArgumentException($"a challenge has {ChallengeLength} bytes");
        return Sha1(peerChallenge, authenticatorChallenge, userName);
    }

    private static int ToUtf16(ReadOnlySpan<byte> password, Span<byte> text)
    {
        Span<char> characters = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(text);
        return 2 * Encoding.UTF8.GetChars(password, characters); // every machine here has its lowest byte first
    }

    /// <summary>DesEncrypt: one block in place; DES ignores the parity bits.</summary>
    private static void DesEncrypt(ReadOnlySpan<byte> key, Span<byte> block)
    {
        using var spread = new SecretBytes(DesKeyLength);
        ulong bits = 0;
        foreach (byte part in key)
            bits = (bits << 8) | part;
        for (int i = 0; i < DesKeyLength; i++)
            spread.Span[i] = (byte)((bits >> (49 - (7 * i)) & 0x7f) << 1);
        using CipherContext des = CipherContext.Create("DES-ECB", spread.Span, encrypt: true, LegacyLibrary.Pointer);
        des.DisablePadding();
        des.Transform(block);
    }

    private static void RequireHash(SecretBytes passwordHash)
    {
        if (passwordHash.Length != PasswordHashLength)
            throw new ArgumentException($"must be {PasswordHashLength} bytes long", nameof(passwordHash));
    }
}
