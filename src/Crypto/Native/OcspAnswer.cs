using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>An OCSP_BASICRESP: what a responder signed.</summary>
internal sealed unsafe class OcspAnswer : NativeHandle
{
    /// <summary>OCSPResponseStatus (RFC 6960 4.2.1) of bytes that are no response.</summary>
    internal const int NoResponse = -1;

    private OcspAnswer(nint pointer) : base(pointer)
    {
    }

    internal bool IsWellSigned
    {
        get
        {
            LibCryptoOcsp.X509_ALGOR_get0(
                out nint identifier, 0, 0, LibCryptoOcsp.OCSP_resp_get0_tbs_sigalg(Pointer));
            return SignatureRules.IsStrong(LibCryptoOcsp.OBJ_obj2nid(identifier));
        }
    }

    /// <summary>Null unless the response is successful and of the basic type.</summary>
    internal static OcspAnswer? TryParse(ReadOnlySpan<byte> der, out int responseStatus)
    {
        responseStatus = NoResponse;
        fixed (byte* start = der)
        {
            byte* position = start;
            nint response = start == null
                ? 0
                : LibCryptoOcsp.d2i_OCSP_RESPONSE(0, ref position, new CLong(der.Length));
            nint basic = 0;
            if (response != 0 && position == start + der.Length)
            {
                responseStatus = LibCryptoOcsp.OCSP_response_status(response);
                basic = responseStatus == 0 ? LibCryptoOcsp.OCSP_response_get1_basic(response) : 0;
            }
            LibCryptoOcsp.OCSP_RESPONSE_free(response);
            OpenSsl.ClearErrors();
            return basic == 0 ? null : new OcspAnswer(basic);
        }
    }

    /// <summary>Whether the issuer signed it, or a responder that the issuer certified for id-kp-OCSPSigning.</summary>
    internal bool IsSignedFor(Certificate issuer, DateTimeOffset at)
    {
        using var store = new X509Store([issuer], at, flags: 0);
        using var candidates = new NativeStack([issuer.Handle]);
        bool signed = LibCryptoOcsp.OCSP_basic_verify(Pointer, candidates.Pointer, store.Pointer, new CULong(0)) == 1;
        OpenSsl.ClearErrors();
        GC.KeepAlive(issuer);
        return signed;
    }

    /// <summary>What it says about one certificate, which it may name by SHA-1 or SHA-256; null if nothing.</summary>
    internal OcspStatus? Find(Certificate subject, Certificate issuer) =>
        Find(subject, issuer, LibCryptoOcsp.EVP_sha1()) ?? Find(subject, issuer, LibCryptoOcsp.EVP_sha256());

    protected override bool ReleaseHandle()
    {
        LibCryptoOcsp.OCSP_BASICRESP_free(handle);
        return true;
    }

    private OcspStatus? Find(Certificate subject, Certificate issuer, nint digest)
    {
        nint id = OpenSsl.Check(
            LibCryptoOcsp.OCSP_cert_to_id(digest, subject.Handle.Pointer, issuer.Handle.Pointer));
        bool found = LibCryptoOcsp.OCSP_resp_find_status(
            Pointer, id, out int status, out _, out nint revoked, out nint thisUpdate, out nint nextUpdate) == 1;
        LibCryptoOcsp.OCSP_CERTID_free(id);
        GC.KeepAlive((subject, issuer));
        OpenSsl.ClearErrors();
        return found
            ? new OcspStatus(status, Asn1.Time(revoked), Asn1.Time(thisUpdate), Asn1.Time(nextUpdate))
            : null;
    }
}

/// <summary>A SingleResponse (RFC 6960 4.2.1).</summary>
/// <param name="Status">0 good, 1 revoked, 2 unknown.</param>
internal readonly record struct OcspStatus(
    int Status, DateTimeOffset? Revoked, DateTimeOffset? ThisUpdate, DateTimeOffset? NextUpdate);
