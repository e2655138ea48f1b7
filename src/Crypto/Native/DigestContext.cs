using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>An EVP_MD_CTX (openssl/evp.h) for a digest in pieces. One thread at a time.</summary>
internal sealed partial class DigestContext : NativeHandle
{
    private const string Library = "libcrypto";

    private DigestContext(nint pointer) : base(pointer)
    {
    }

    internal static DigestContext Create(string digestName)
    {
        var context = new DigestContext(OpenSsl.Check(LibCryptoKeys.EVP_MD_CTX_new()));
        nint digest = EVP_MD_fetch(0, digestName, 0);
        int begun = digest == 0 ? 0 : EVP_DigestInit_ex(context.Pointer, digest, 0); // holds the algorithm itself
        EVP_MD_free(digest);
        if (begun != 1)
            context.Dispose();
        OpenSsl.Check(begun, nameof(EVP_DigestInit_ex));
        return context;
    }

    internal void Append(ReadOnlySpan<byte> data)
    {
        OpenSsl.Check(EVP_DigestUpdate(Pointer, data, (nuint)data.Length));
        GC.KeepAlive(this);
    }

    /// <summary>Nothing can be appended after it.</summary>
    internal void Finish(Span<byte> digest)
    {
        OpenSsl.Check(EVP_DigestFinal_ex(Pointer, digest, out _));
        GC.KeepAlive(this);
    }

    protected override bool ReleaseHandle()
    {
        LibCryptoKeys.EVP_MD_CTX_free(handle);
        return true;
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint EVP_MD_fetch(nint library, string name, nint properties);

    [LibraryImport(Library)]
    private static partial void EVP_MD_free(nint digest);

    [LibraryImport(Library)]
    private static partial int EVP_DigestInit_ex(nint context, nint digest, nint engine);

    [LibraryImport(Library)]
    private static partial int EVP_DigestUpdate(nint context, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library)]
    private static partial int EVP_DigestFinal_ex(nint context, Span<byte> digest, out uint length);
}
