using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>A PKCS12: a container with a key and certificates (RFC 7292). It may use old ciphers.</summary>
internal sealed unsafe class Pkcs12 : NativeHandle
{
    private const int DataMode = 21; // NID_pkcs7_data

    private Pkcs12(nint pointer) : base(pointer)
    {
    }

    internal static Pkcs12? TryParse(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            byte* position = start;
            nint container = OpenSsl.Check(LibCryptoKeyFiles.PKCS12_init_ex(DataMode, LegacyLibrary.Pointer, 0));
            // It frees the container where it fails.
            nint parsed = LibCryptoKeyFiles.d2i_PKCS12(&container, ref position, new CLong(der.Length));
            OpenSsl.ClearErrors();
            return parsed == 0 ? null : new Pkcs12(parsed);
        }
    }

    /// <summary>Whether the pass phrase is right; where there is no MAC, opening will show.</summary>
    internal bool Accepts(PassPhrase passPhrase)
    {
        bool accepted = LibCryptoKeyFiles.PKCS12_mac_present(Pointer) != 1
            || LibCryptoKeyFiles.PKCS12_verify_mac(Pointer, passPhrase.Pointer, passPhrase.Length) == 1
            || (passPhrase.IsEmpty && LibCryptoKeyFiles.PKCS12_verify_mac(Pointer, null, 0) == 1);
        OpenSsl.ClearErrors();
        return accepted;
    }

    /// <summary>False if it cannot be decrypted; the key is null if there is none.</summary>
    internal bool TryOpen(PassPhrase passPhrase, out SignatureKey? key, List<Certificate> certificates)
    {
        nint others = 0;
        key = null;
        bool opened = LibCryptoKeyFiles.PKCS12_parse(
            Pointer, passPhrase.Pointer, out nint foundKey, out nint leaf, ref others) == 1;
        OpenSsl.ClearErrors();
        if (!opened)
            return false;
        Take(leaf, certificates);
        int count = others == 0 ? 0 : LibCryptoX509.OPENSSL_sk_num(others);
        for (int i = 0; i < count; i++)
            Take(LibCryptoX509.OPENSSL_sk_value(others, i), certificates);
        LibCryptoX509.OPENSSL_sk_free(others);
        key = KeyDecoder.Rehome(foundKey);
        return true;
    }

    protected override bool ReleaseHandle()
    {
        LibCryptoKeyFiles.PKCS12_free(handle);
        return true;
    }

    private static void Take(nint certificate, List<Certificate> certificates)
    {
        if (certificate != 0
            && Certificate.TryParse(Asn1.Encode(certificate, LibCryptoX509.i2d_X509), out Certificate? parsed, out _))
            certificates.Add(parsed);
        LibCryptoX509.X509_free(certificate);
    }
}
