using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>libcrypto's functions for signature keys (openssl/evp.h, rsa.h, x509.h, bn.h). As in
/// <see cref="LibCrypto"/>, whose start comes first.</summary>
internal static unsafe partial class LibCryptoKeys
{
    private const string Library = "libcrypto";

    static LibCryptoKeys() => _ = LibCrypto.SecureHeapResult;

    // openssl/x509.h
    [LibraryImport(Library)]
    internal static partial nint d2i_PUBKEY_ex(nint key, ref byte* der, CLong length, nint library, nint properties);

    [LibraryImport(Library)]
    internal static partial int i2d_PUBKEY(nint key, byte** der);

    // openssl/evp.h: what a key is
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_PKEY_is_a(nint key, string name);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_get_bits(nint key);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_get_size(nint key);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_get_group_name(nint key, Span<byte> name, nuint size, out nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_PKEY_get_int_param(nint key, string name, out int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_PKEY_get_bn_param(nint key, string name, ref nint number);

    // openssl/bn.h
    [LibraryImport(Library)]
    internal static partial int BN_is_odd(nint number);

    [LibraryImport(Library)]
    internal static partial int BN_num_bits(nint number);

    [LibraryImport(Library)]
    internal static partial void BN_free(nint number);

    // openssl/evp.h: signatures in one step
    [LibraryImport(Library)]
    internal static partial nint EVP_MD_CTX_new();

    [LibraryImport(Library)]
    internal static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_DigestSignInit_ex(nint context, out nint keyContext, string? digest,
        nint library, nint properties, nint key, nint parameters);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestSign(nint context, Span<byte> signature, ref nuint signatureLength,
        ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_DigestVerifyInit_ex(nint context, out nint keyContext, string? digest,
        nint library, nint properties, nint key, nint parameters);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestVerify(nint context, ReadOnlySpan<byte> signature, nuint signatureLength,
        ReadOnlySpan<byte> data, nuint length);

    // openssl/rsa.h
    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_CTX_set_rsa_keygen_bits(nint context, int bits);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_CTX_set_rsa_padding(nint context, int padding);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_CTX_set_rsa_pss_saltlen(nint context, int length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_PKEY_CTX_set_rsa_mgf1_md_name(nint context, string digest, nint properties);
}
