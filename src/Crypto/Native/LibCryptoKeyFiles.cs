using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>libcrypto's functions for files with private keys (openssl/pem.h, x509.h, pkcs12.h). As in
/// <see cref="LibCrypto"/>, whose start comes first. A pass phrase ends with a zero.</summary>
internal static unsafe partial class LibCryptoKeyFiles
{
    private const string Library = "libcrypto";

    static LibCryptoKeyFiles() => _ = LibCrypto.SecureHeapResult;

    /// <summary>The content of the first block of that kind, decrypted, in secure memory. Without a callback the
    /// argument is the pass phrase; nobody is ever asked.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int PEM_bytes_read_bio_secmem(out nint data, out CLong length, nint foundName,
        string name, nint bio, nint callback, byte* passPhrase);

    /// <summary>An EncryptedPrivateKeyInfo, as it is.</summary>
    [LibraryImport(Library)]
    internal static partial nint PEM_read_bio_PKCS8(nint bio, nint encrypted, nint callback, byte* passPhrase);

    [LibraryImport(Library)]
    internal static partial int PEM_write_bio_PKCS8PrivateKey(nint bio, nint key, nint cipher,
        nint passPhrase, int length, nint callback, nint argument);

    [LibraryImport(Library)]
    internal static partial nint d2i_AutoPrivateKey_ex(nint key, ref byte* der, CLong length, nint library,
        nint properties);

    [LibraryImport(Library)]
    internal static partial nint d2i_X509_SIG(nint encrypted, ref byte* der, CLong length);

    [LibraryImport(Library)]
    internal static partial void X509_SIG_free(nint encrypted);

    [LibraryImport(Library)]
    internal static partial nint PKCS8_decrypt_ex(nint encrypted, byte* passPhrase, int length, nint library,
        nint properties);

    [LibraryImport(Library)]
    internal static partial nint EVP_PKCS82PKEY_ex(nint keyInfo, nint library, nint properties);

    [LibraryImport(Library)]
    internal static partial nint EVP_PKEY2PKCS8(nint key);

    [LibraryImport(Library)]
    internal static partial void PKCS8_PRIV_KEY_INFO_free(nint keyInfo);

    [LibraryImport(Library)]
    internal static partial nint PKCS12_init_ex(int mode, nint library, nint properties);

    [LibraryImport(Library)]
    internal static partial nint d2i_PKCS12(nint* container, ref byte* der, CLong length);

    [LibraryImport(Library)]
    internal static partial void PKCS12_free(nint container);

    [LibraryImport(Library)]
    internal static partial int PKCS12_mac_present(nint container);

    [LibraryImport(Library)]
    internal static partial int PKCS12_verify_mac(nint container, byte* passPhrase, int length);

    [LibraryImport(Library)]
    internal static partial int PKCS12_parse(nint container, byte* passPhrase, out nint key, out nint certificate,
        ref nint others);
}
