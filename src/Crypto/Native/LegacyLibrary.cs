using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>An OSSL_LIB_CTX of its own, with OpenSSL's legacy algorithms beside the usual ones. Only who asks for them
/// here finds them: for everyone else MD4, DES and RC2 don't exist. Made at the first use, and kept.</summary>
internal static partial class LegacyLibrary
{
    private const string Library = "libcrypto";

    private static readonly Lazy<nint> Context = new(Load);

    /// <exception cref="CryptoException">The build lacks the legacy provider.</exception>
    internal static nint Pointer => Context.Value;

    private static nint Load()
    {
        _ = LibCrypto.SecureHeapResult; // libcrypto starts as LibCrypto wants it
        nint context = OpenSsl.Check(OSSL_LIB_CTX_new());
        OpenSsl.Check(OSSL_PROVIDER_load(context, "default"));
        OpenSsl.Check(OSSL_PROVIDER_load(context, "legacy"));
        return context;
    }

    // openssl/crypto.h and provider.h
    [LibraryImport(Library)]
    private static partial nint OSSL_LIB_CTX_new();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OSSL_PROVIDER_load(nint library, string name);
}
