namespace Holdfast.Crypto;

/// <summary>MD5-Challenge (RFC 3748 5.4, RFC 1994 4.1): it proves nothing about the gateway and makes no key.</summary>
public static class EapMd5
{
    public const int ResponseLength = 16;

    /// <summary>MD5(Identifier | password | challenge).</summary>
    /// <param name="identifier">Of the EAP request.</param>
    /// <param name="password">In UTF-8.</param>
    /// <param name="challenge">Of any length.</param>
    public static byte[] Response(byte identifier, ReadOnlySpan<byte> password, ReadOnlySpan<byte> challenge)
    {
        using var input = new SecretBytes(1 + password.Length + challenge.Length);
        input.Span[0] = identifier;
        password.CopyTo(input.Span[1..]);
        challenge.CopyTo(input.Span[(1 + password.Length)..]);
        byte[] response = new byte[ResponseLength];
        LegacyDigest.Md5(input.Span, response);
        return response;
    }
}
