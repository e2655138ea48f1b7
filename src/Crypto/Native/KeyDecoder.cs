using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>Private keys from bytes. Null is "no"; nobody is asked for a pass phrase.</summary>
internal static unsafe class KeyDecoder
{
    /// <summary>PKCS #8 or the traditional forms in DER, not encrypted.</summary>
    internal static SignatureKey? FromDer(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            byte* position = start;
            return Adopt(start == null
                ? 0
                : LibCryptoKeyFiles.d2i_AutoPrivateKey_ex(0, ref position, new CLong(der.Length), 0, 0));
        }
    }

    /// <summary>The first private key of a PEM file; the pass phrase is for an encrypted traditional one. What is
    /// decoded on the way stays in secure memory, where PEM_read_bio_PrivateKey would leave a copy behind.</summary>
    internal static SignatureKey? FromPem(ReadOnlySpan<byte> pem, PassPhrase passPhrase)
    {
        fixed (byte* start = pem)
        {
            nint bio = OpenSsl.Check(LibCryptoX509.BIO_new_mem_buf(start, pem.Length));
            bool found = LibCryptoKeyFiles.PEM_bytes_read_bio_secmem(
                out nint data, out CLong length, 0, "ANY PRIVATE KEY", bio, 0, passPhrase.Pointer) == 1;
            LibCryptoX509.BIO_free(bio);
            OpenSsl.ClearErrors();
            if (!found)
                return null;
            SignatureKey? key = FromDer(new ReadOnlySpan<byte>((void*)data, (int)length.Value));
            LibCrypto.CRYPTO_secure_clear_free(data, (nuint)length.Value, 0, 0);
            return key;
        }
    }

    /// <summary>An EncryptedPrivateKeyInfo (RFC 5958) in DER or PEM.</summary>
    /// <param name="isUnsupported">It is one, but by an encryption that this build has not.</param>
    internal static SignatureKey? FromEncrypted(
        ReadOnlySpan<byte> bytes, bool isPem, PassPhrase passPhrase, out bool isKey, out bool isUnsupported)
    {
        nint encrypted = isPem ? ReadEncryptedPem(bytes) : ReadEncryptedDer(bytes);
        OpenSsl.ClearErrors();
        isKey = encrypted != 0;
        isUnsupported = false;
        if (!isKey)
            return null;
        nint info = LibCryptoKeyFiles.PKCS8_decrypt_ex(
            encrypted, passPhrase.Pointer, passPhrase.Length, LegacyLibrary.Pointer, 0);
        LibCryptoKeyFiles.X509_SIG_free(encrypted);
        if (info == 0)
        {
            isUnsupported = OpenSsl.TakeErrors().Any(error =>
                error.Contains("unsupported", StringComparison.Ordinal)
                || error.Contains("unknown", StringComparison.Ordinal)
                || error.Contains("fetch", StringComparison.Ordinal));
            return null;
        }
        SignatureKey? key = Adopt(LibCryptoKeyFiles.EVP_PKCS82PKEY_ex(info, 0, 0));
        LibCryptoKeyFiles.PKCS8_PRIV_KEY_INFO_free(info);
        return key;
    }

    /// <summary>The same key for the library that everyone uses; the given one is freed.</summary>
    internal static SignatureKey? Rehome(nint key)
    {
        nint info = key == 0 ? 0 : LibCryptoKeyFiles.EVP_PKEY2PKCS8(key);
        LibCrypto.EVP_PKEY_free(key);
        SignatureKey? own = info == 0 ? null : Adopt(LibCryptoKeyFiles.EVP_PKCS82PKEY_ex(info, 0, 0));
        LibCryptoKeyFiles.PKCS8_PRIV_KEY_INFO_free(info);
        OpenSsl.ClearErrors();
        return own;
    }

    /// <summary>PKCS #8 in PEM, not encrypted.</summary>
    internal static SecretBytes ToPem(SignatureKey key)
    {
        nint output = OpenSsl.Check(LibCryptoX509.BIO_new(LibCryptoX509.BIO_s_secmem()));
        try
        {
            OpenSsl.Check(LibCryptoKeyFiles.PEM_write_bio_PKCS8PrivateKey(output, key.Pointer, 0, 0, 0, 0, 0));
            int length = (int)LibCryptoX509.BIO_ctrl(output, Asn1.BioInfo, new CLong(0), out nint data).Value;
            return SecretBytes.CopyOf(new ReadOnlySpan<byte>((void*)data, length));
        }
        finally
        {
            LibCryptoX509.BIO_free(output);
        }
    }

    private static nint ReadEncryptedDer(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            byte* position = start;
            return start == null ? 0 : LibCryptoKeyFiles.d2i_X509_SIG(0, ref position, new CLong(der.Length));
        }
    }

    private static nint ReadEncryptedPem(ReadOnlySpan<byte> pem)
    {
        fixed (byte* start = pem)
        {
            nint bio = OpenSsl.Check(LibCryptoX509.BIO_new_mem_buf(start, pem.Length));
            nint encrypted = LibCryptoKeyFiles.PEM_read_bio_PKCS8(bio, 0, 0, null);
            LibCryptoX509.BIO_free(bio);
            return encrypted;
        }
    }

    private static SignatureKey? Adopt(nint key)
    {
        OpenSsl.ClearErrors();
        return key == 0 ? null : new SignatureKey(key);
    }
}
