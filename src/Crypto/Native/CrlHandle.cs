using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>An X509_CRL: a certificate revocation list.</summary>
internal sealed unsafe class CrlHandle : NativeHandle
{
    private CrlHandle(nint pointer) : base(pointer)
    {
    }

    /// <summary>Whether its signature is by a hash that is not broken.</summary>
    internal bool IsWellSigned => SignatureRules.IsStrong(LibCryptoPaths.X509_CRL_get_signature_nid(Pointer));

    /// <summary>Null if it names none.</summary>
    internal DateTimeOffset? NextUpdate => Asn1.Time(LibCryptoPaths.X509_CRL_get0_nextUpdate(Pointer));

    /// <summary>From DER, with nothing after it; null if it is none.</summary>
    internal static CrlHandle? TryParse(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            byte* position = start;
            nint crl = start == null ? 0 : LibCryptoPaths.d2i_X509_CRL(0, ref position, new CLong(der.Length));
            OpenSsl.ClearErrors();
            if (crl == 0)
                return null;
            var parsed = new CrlHandle(crl);
            if (position == start + der.Length)
                return parsed;
            parsed.Dispose();
            return null;
        }
    }

    /// <summary>Since when the certificate is revoked by this list; null if it is not in it.</summary>
    internal DateTimeOffset? RevocationTime(Certificate certificate)
    {
        bool listed = LibCryptoPaths.X509_CRL_get0_by_cert(Pointer, out nint entry, certificate.Handle.Pointer) == 1;
        return listed ? Asn1.Time(LibCryptoPaths.X509_REVOKED_get0_revocationDate(entry)) : null;
    }

    protected override bool ReleaseHandle()
    {
        LibCryptoPaths.X509_CRL_free(handle);
        return true;
    }
}
