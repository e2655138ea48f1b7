using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>libcrypto's functions for key encapsulation (openssl/evp.h). As in <see cref="LibCrypto"/>, whose start comes
/// first.</summary>
internal static partial class LibCryptoKem
{
    private const string Library = "libcrypto";

    static LibCryptoKem() => _ = LibCrypto.SecureHeapResult;

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_encapsulate_init(nint context, nint parameters);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_encapsulate(nint context, Span<byte> ciphertext, ref nuint ciphertextLength,
        Span<byte> secret, ref nuint secretLength);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_decapsulate_init(nint context, nint parameters);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_decapsulate(nint context, Span<byte> secret, ref nuint secretLength,
        ReadOnlySpan<byte> ciphertext, nuint length);
}
