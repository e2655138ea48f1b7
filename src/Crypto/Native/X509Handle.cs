using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>An X509: a certificate.</summary>
internal sealed unsafe class X509Handle : NativeHandle
{
    private X509Handle(nint pointer) : base(pointer)
    {
    }

    internal nint SubjectName => LibCryptoX509.X509_get_subject_name(Pointer);

    internal nint IssuerName => LibCryptoX509.X509_get_issuer_name(Pointer);

    /// <summary>From DER, with nothing after it; null if it is none.</summary>
    internal static X509Handle? TryParse(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            byte* position = start;
            nint certificate = start == null ? 0 : LibCryptoX509.d2i_X509(0, ref position, new CLong(der.Length));
            OpenSsl.ClearErrors();
            if (certificate == 0)
                return null;
            var parsed = new X509Handle(certificate);
            if (position == start + der.Length)
                return parsed;
            parsed.Dispose();
            return null;
        }
    }

    /// <summary>The value of an extension; empty if the certificate has none of that kind.</summary>
    internal ReadOnlySpan<byte> Extension(int nid, out bool isPresent, out bool isDoubled)
    {
        int index = LibCryptoX509.X509_get_ext_by_NID(Pointer, nid, -1);
        isPresent = index >= 0;
        isDoubled = isPresent && LibCryptoX509.X509_get_ext_by_NID(Pointer, nid, index) >= 0;
        return isPresent
            ? Asn1.Bytes(LibCryptoX509.X509_EXTENSION_get_data(LibCryptoX509.X509_get_ext(Pointer, index)))
            : default;
    }

    protected override bool ReleaseHandle()
    {
        LibCryptoX509.X509_free(handle);
        return true;
    }
}
