using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>libcrypto's functions for certificates and names (openssl/x509.h, x509v3.h, asn1.h). As in
/// <see cref="LibCrypto"/>, whose start comes first. "get" and "get0" return what the object owns.</summary>
internal static unsafe partial class LibCryptoX509
{
    private const string Library = "libcrypto";

    static LibCryptoX509() => _ = LibCrypto.SecureHeapResult;

    [LibraryImport(Library)]
    internal static partial nint d2i_X509(nint certificate, ref byte* der, CLong length);

    [LibraryImport(Library)]
    internal static partial int i2d_X509(nint certificate, byte** der);

    [LibraryImport(Library)]
    internal static partial void X509_free(nint certificate);

    [LibraryImport(Library)]
    internal static partial int X509_up_ref(nint certificate);

    [LibraryImport(Library)]
    internal static partial int X509_cmp(nint one, nint other);

    [LibraryImport(Library)]
    internal static partial nint X509_get_subject_name(nint certificate);

    [LibraryImport(Library)]
    internal static partial nint X509_get_issuer_name(nint certificate);

    [LibraryImport(Library)]
    internal static partial nint X509_get_serialNumber(nint certificate);

    [LibraryImport(Library)]
    internal static partial nint X509_get0_notBefore(nint certificate);

    [LibraryImport(Library)]
    internal static partial nint X509_get0_notAfter(nint certificate);

    [LibraryImport(Library)]
    internal static partial nint X509_get_X509_PUBKEY(nint certificate);

    [LibraryImport(Library)]
    internal static partial int i2d_X509_PUBKEY(nint key, byte** der);

    [LibraryImport(Library)]
    internal static partial uint X509_get_extension_flags(nint certificate);

    [LibraryImport(Library)]
    internal static partial uint X509_get_key_usage(nint certificate);

    [LibraryImport(Library)]
    internal static partial int X509_check_ca(nint certificate);

    [LibraryImport(Library)]
    internal static partial int X509_get_ext_by_NID(nint certificate, int nid, int after);

    [LibraryImport(Library)]
    internal static partial nint X509_get_ext(nint certificate, int index);

    [LibraryImport(Library)]
    internal static partial nint X509_EXTENSION_get_data(nint extension);

    // Names.
    [LibraryImport(Library)]
    internal static partial nint d2i_X509_NAME(nint name, ref byte* der, CLong length);

    [LibraryImport(Library)]
    internal static partial int i2d_X509_NAME(nint name, byte** der);

    [LibraryImport(Library)]
    internal static partial void X509_NAME_free(nint name);

    [LibraryImport(Library)]
    internal static partial int X509_NAME_cmp(nint one, nint other);

    [LibraryImport(Library)]
    internal static partial int X509_NAME_print_ex(nint output, nint name, int indent, CULong flags);

    // openssl/asn1.h
    [LibraryImport(Library)]
    internal static partial nint ASN1_STRING_get0_data(nint text);

    [LibraryImport(Library)]
    internal static partial int ASN1_STRING_length(nint text);

    [LibraryImport(Library)]
    internal static partial int ASN1_STRING_type(nint text);

    [LibraryImport(Library)]
    internal static partial int ASN1_TIME_to_tm(nint time, Span<int> tm);

    // openssl/bio.h
    [LibraryImport(Library)]
    internal static partial nint BIO_new(nint method);

    [LibraryImport(Library)]
    internal static partial nint BIO_s_mem();

    [LibraryImport(Library)]
    internal static partial nint BIO_s_secmem();

    [LibraryImport(Library)]
    internal static partial int BIO_free(nint bio);

    [LibraryImport(Library)]
    internal static partial CLong BIO_ctrl(nint bio, int command, CLong argument, out nint result);

    [LibraryImport(Library)]
    internal static partial nint BIO_new_mem_buf(byte* data, int length);

    // openssl/stack.h
    [LibraryImport(Library)]
    internal static partial nint OPENSSL_sk_new_null();

    [LibraryImport(Library)]
    internal static partial int OPENSSL_sk_push(nint stack, nint item);

    [LibraryImport(Library)]
    internal static partial int OPENSSL_sk_num(nint stack);

    [LibraryImport(Library)]
    internal static partial nint OPENSSL_sk_value(nint stack, int index);

    [LibraryImport(Library)]
    internal static partial void OPENSSL_sk_free(nint stack);
}
