using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>libcrypto's functions for OCSP (openssl/ocsp.h). As in <see cref="LibCrypto"/>, whose start comes
/// first.</summary>
internal static unsafe partial class LibCryptoOcsp
{
    private const string Library = "libcrypto";

    static LibCryptoOcsp() => _ = LibCrypto.SecureHeapResult;

    [LibraryImport(Library)]
    internal static partial nint OCSP_cert_to_id(nint digest, nint subject, nint issuer);

    [LibraryImport(Library)]
    internal static partial void OCSP_CERTID_free(nint id);

    [LibraryImport(Library)]
    internal static partial nint OCSP_REQUEST_new();

    [LibraryImport(Library)]
    internal static partial void OCSP_REQUEST_free(nint request);

    [LibraryImport(Library)]
    internal static partial nint OCSP_request_add0_id(nint request, nint id);

    [LibraryImport(Library)]
    internal static partial int i2d_OCSP_REQUEST(nint request, byte** der);

    [LibraryImport(Library)]
    internal static partial nint d2i_OCSP_RESPONSE(nint response, ref byte* der, CLong length);

    [LibraryImport(Library)]
    internal static partial void OCSP_RESPONSE_free(nint response);

    [LibraryImport(Library)]
    internal static partial int OCSP_response_status(nint response);

    [LibraryImport(Library)]
    internal static partial nint OCSP_response_get1_basic(nint response);

    [LibraryImport(Library)]
    internal static partial void OCSP_BASICRESP_free(nint basic);

    [LibraryImport(Library)]
    internal static partial int OCSP_basic_verify(nint basic, nint certificates, nint store, CULong flags);

    [LibraryImport(Library)]
    internal static partial nint OCSP_resp_get0_tbs_sigalg(nint basic);

    [LibraryImport(Library)]
    internal static partial int OCSP_resp_find_status(nint basic, nint id, out int status, out int reason,
        out nint revocationTime, out nint thisUpdate, out nint nextUpdate);

    // openssl/x509.h, objects.h, evp.h
    [LibraryImport(Library)]
    internal static partial void X509_ALGOR_get0(out nint identifier, nint type, nint value, nint algorithm);

    [LibraryImport(Library)]
    internal static partial int OBJ_obj2nid(nint identifier);

    [LibraryImport(Library)]
    internal static partial nint EVP_sha1();

    [LibraryImport(Library)]
    internal static partial nint EVP_sha256();
}
