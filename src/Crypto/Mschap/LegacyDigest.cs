using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Digests that are broken, for the protocols that still have them. Both are 16 bytes long.</summary>
internal static class LegacyDigest
{
    internal const int Length = 16;

    /// <summary>MD4 (RFC 1320).</summary>
    internal static void Md4(ReadOnlySpan<byte> data, Span<byte> digest) => Compute("MD4", data, digest);

    /// <summary>MD5 (RFC 1321).</summary>
    internal static void Md5(ReadOnlySpan<byte> data, Span<byte> digest) => Compute("MD5", data, digest);

    private static void Compute(string name, ReadOnlySpan<byte> data, Span<byte> digest) => OpenSsl.Check(
        LibCrypto.EVP_Q_digest(LegacyLibrary.Pointer, name, 0, data, (nuint)data.Length, digest[..Length], out _));
}
