using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>The functions of OpenSSL 3.5's libcrypto that this project uses, under their own names. Results of type
/// <c>int</c> are 1 for success; spans are pinned for the call, empty ones become null.</summary>
internal static unsafe partial class LibCrypto
{
    private const string Library = "libcrypto";
    private const ulong NoAtExit = 0x0008_0000; // OPENSSL_INIT_NO_ATEXIT: threads may still be sealing at exit
    private const ulong NoLoadConfig = 0x80;    // OPENSSL_INIT_NO_LOAD_CONFIG
    private const int SecureHeapLength = 128 * 1024;
    private const int SecureHeapSmallest = 32;

    // Precise: it runs before the first call of any function below, so that private keys land in the secure heap.
    static LibCrypto()
    {
        OPENSSL_init_crypto(NoAtExit | NoLoadConfig, 0);
        SecureHeapResult = CRYPTO_secure_malloc_init(SecureHeapLength, SecureHeapSmallest);
    }

    /// <summary>1: locked and guarded. 2: the kernel refused to lock or guard it. 0: plain memory is used.</summary>
    internal static int SecureHeapResult { get; }

    // openssl/crypto.h
    [LibraryImport(Library)]
    private static partial int OPENSSL_init_crypto(ulong options, nint settings);

    [LibraryImport(Library)]
    private static partial int CRYPTO_secure_malloc_init(nuint length, nuint smallest);

    [LibraryImport(Library)]
    internal static partial nint OpenSSL_version(int type);

    [LibraryImport(Library)]
    internal static partial nint CRYPTO_secure_zalloc(nuint length, nint file, int line);

    [LibraryImport(Library)]
    internal static partial void CRYPTO_secure_clear_free(nint pointer, nuint length, nint file, int line);

    [LibraryImport(Library)]
    internal static partial nint CRYPTO_zalloc(nuint length, nint file, int line);

    [LibraryImport(Library)]
    internal static partial void CRYPTO_free(nint pointer, nint file, int line);

    // openssl/err.h
    [LibraryImport(Library)]
    internal static partial ulong ERR_peek_error();

    [LibraryImport(Library)]
    internal static partial ulong ERR_get_error();

    [LibraryImport(Library)]
    internal static partial void ERR_error_string_n(ulong error, Span<byte> buffer, nuint length);

    [LibraryImport(Library)]
    internal static partial void ERR_clear_error();

    // openssl/rand.h
    [LibraryImport(Library)]
    internal static partial int RAND_bytes(Span<byte> buffer, int length);

    // openssl/evp.h: digests and MACs
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_Q_digest(nint library, string name, nint properties,
        ReadOnlySpan<byte> data, nuint dataLength, Span<byte> digest, out nuint digestLength);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint EVP_MAC_fetch(nint library, string name, nint properties);

    [LibraryImport(Library)]
    internal static partial void EVP_MAC_free(nint mac);

    [LibraryImport(Library)]
    internal static partial nint EVP_MAC_CTX_new(nint mac);

    [LibraryImport(Library)]
    internal static partial void EVP_MAC_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial int EVP_MAC_init(nint context, ReadOnlySpan<byte> key, nuint keyLength,
        OsslParam* parameters);

    [LibraryImport(Library)]
    internal static partial int EVP_MAC_update(nint context, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library)]
    internal static partial int EVP_MAC_final(nint context, Span<byte> mac, out nuint written, nuint length);

    // openssl/evp.h: ciphers
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint EVP_CIPHER_fetch(nint library, string name, nint properties);

    [LibraryImport(Library)]
    internal static partial void EVP_CIPHER_free(nint cipher);

    [LibraryImport(Library)]
    internal static partial nint EVP_CIPHER_CTX_new();

    [LibraryImport(Library)]
    internal static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial int EVP_CIPHER_CTX_set_padding(nint context, int padding);

    [LibraryImport(Library)]
    internal static partial int EVP_CipherInit_ex(nint context, nint cipher, nint engine,
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, int encrypt);

    [LibraryImport(Library)]
    internal static partial int EVP_CipherUpdate(nint context, Span<byte> output, out int written,
        ReadOnlySpan<byte> input, int length);

    // openssl/evp.h: asymmetric keys
    [LibraryImport(Library)]
    internal static partial nint EVP_PKEY_new();

    [LibraryImport(Library)]
    internal static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_copy_parameters(nint to, nint from);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_PKEY_get_octet_string_param(nint key, string name,
        Span<byte> buffer, nuint length, out nuint written);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_set1_encoded_public_key(nint key, ReadOnlySpan<byte> value, nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint EVP_PKEY_CTX_new_from_name(nint library, string name, nint properties);

    [LibraryImport(Library)]
    internal static partial nint EVP_PKEY_CTX_new_from_pkey(nint library, nint key, nint properties);

    [LibraryImport(Library)]
    internal static partial void EVP_PKEY_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_keygen_init(nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_PKEY_CTX_set_group_name(nint context, string name);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_generate(nint context, ref nint key);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_fromdata_init(nint context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_fromdata(nint context, ref nint key, int selection, OsslParam* parameters);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_derive_init(nint context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_CTX_set_dh_pad(nint context, int pad);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_derive_set_peer_ex(nint context, nint peer, int validate);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_derive(nint context, Span<byte> secret, ref nuint length);
}
