using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>libcrypto's functions for path validation (openssl/x509_vfy.h) and CRLs (x509.h). As in
/// <see cref="LibCrypto"/>, whose start comes first.</summary>
internal static unsafe partial class LibCryptoPaths
{
    private const string Library = "libcrypto";

    static LibCryptoPaths() => _ = LibCrypto.SecureHeapResult;

    [LibraryImport(Library)]
    internal static partial nint X509_STORE_new();

    [LibraryImport(Library)]
    internal static partial void X509_STORE_free(nint store);

    [LibraryImport(Library)]
    internal static partial int X509_STORE_add_cert(nint store, nint certificate);

    [LibraryImport(Library)]
    internal static partial nint X509_STORE_get0_param(nint store);

    [LibraryImport(Library)]
    internal static partial nint X509_STORE_CTX_new();

    [LibraryImport(Library)]
    internal static partial void X509_STORE_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial int X509_STORE_CTX_init(nint context, nint store, nint leaf, nint untrusted);

    [LibraryImport(Library)]
    internal static partial void X509_STORE_CTX_set0_crls(nint context, nint crls);

    [LibraryImport(Library)]
    internal static partial int X509_verify_cert(nint context);

    [LibraryImport(Library)]
    internal static partial int X509_STORE_CTX_get_error(nint context);

    [LibraryImport(Library)]
    internal static partial nint X509_STORE_CTX_get_current_cert(nint context);

    [LibraryImport(Library)]
    internal static partial nint X509_STORE_CTX_get0_chain(nint context);

    [LibraryImport(Library)]
    internal static partial nint X509_verify_cert_error_string(CLong error);

    [LibraryImport(Library)]
    internal static partial int X509_VERIFY_PARAM_set_flags(nint parameters, CULong flags);

    [LibraryImport(Library)]
    internal static partial void X509_VERIFY_PARAM_set_time(nint parameters, CLong seconds);

    [LibraryImport(Library)]
    internal static partial void X509_VERIFY_PARAM_set_depth(nint parameters, int depth);

    [LibraryImport(Library)]
    internal static partial void X509_VERIFY_PARAM_set_auth_level(nint parameters, int level);

    [LibraryImport(Library)]
    internal static partial int X509_VERIFY_PARAM_add0_policy(nint parameters, nint policy);

    [LibraryImport(Library)]
    internal static partial void X509_STORE_CTX_set_verify_cb(
        nint context, delegate* unmanaged<int, nint, int> callback);

    [LibraryImport(Library)]
    internal static partial int X509_STORE_CTX_get_error_depth(nint context);

    // CRLs.
    [LibraryImport(Library)]
    internal static partial nint d2i_X509_CRL(nint crl, ref byte* der, CLong length);

    [LibraryImport(Library)]
    internal static partial void X509_CRL_free(nint crl);

    [LibraryImport(Library)]
    internal static partial int X509_CRL_get_signature_nid(nint crl);

    [LibraryImport(Library)]
    internal static partial nint X509_CRL_get0_nextUpdate(nint crl);

    [LibraryImport(Library)]
    internal static partial int X509_CRL_get0_by_cert(nint crl, out nint entry, nint certificate);

    [LibraryImport(Library)]
    internal static partial nint X509_REVOKED_get0_revocationDate(nint entry);

    // openssl/objects.h
    [LibraryImport(Library)]
    internal static partial nint OBJ_nid2obj(int nid);

    [LibraryImport(Library)]
    internal static partial int OBJ_find_sigid_algs(int signature, out int digest, out int key);
}
