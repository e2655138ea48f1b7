using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>The functions of OpenSSL 3.5's libssl that this project uses (openssl/ssl.h), under their own names. As in
/// <see cref="LibCrypto"/>, whose start comes first.</summary>
internal static unsafe partial class LibSsl
{
    private const string Library = "libssl";

    static LibSsl() => _ = LibCrypto.SecureHeapResult;

    [LibraryImport(Library)]
    internal static partial nint TLS_client_method();

    [LibraryImport(Library)]
    internal static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Library)]
    internal static partial void SSL_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial CLong SSL_CTX_ctrl(nint context, int command, CLong argument, nint pointer);

    [LibraryImport(Library)]
    internal static partial ulong SSL_CTX_set_options(nint context, ulong options);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SSL_CTX_set_cipher_list(nint context, string list);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SSL_CTX_set_ciphersuites(nint context, string list);

    [LibraryImport(Library)]
    internal static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);

    [LibraryImport(Library)]
    internal static partial void SSL_CTX_set_cert_verify_callback(
        nint context, delegate* unmanaged<nint, nint, int> callback, nint argument);

    [LibraryImport(Library)]
    internal static partial nint SSL_new(nint context);

    [LibraryImport(Library)]
    internal static partial void SSL_free(nint connection);

    /// <summary>Takes both over.</summary>
    [LibraryImport(Library)]
    internal static partial void SSL_set_bio(nint connection, nint input, nint output);

    [LibraryImport(Library)]
    internal static partial void SSL_set_connect_state(nint connection);

    [LibraryImport(Library)]
    internal static partial CLong SSL_ctrl(nint connection, int command, CLong argument, nint pointer);

    [LibraryImport(Library)]
    internal static partial int SSL_use_certificate(nint connection, nint certificate);

    [LibraryImport(Library)]
    internal static partial int SSL_use_PrivateKey(nint connection, nint key);

    [LibraryImport(Library)]
    internal static partial int SSL_do_handshake(nint connection);

    [LibraryImport(Library)]
    internal static partial int SSL_read_ex(nint connection, Span<byte> data, nuint length, out nuint read);

    [LibraryImport(Library)]
    internal static partial int SSL_write_ex(nint connection, ReadOnlySpan<byte> data, nuint length, out nuint written);

    [LibraryImport(Library)]
    internal static partial int SSL_get_error(nint connection, int result);

    [LibraryImport(Library)]
    internal static partial int SSL_version(nint connection);

    [LibraryImport(Library)]
    internal static partial int SSL_export_keying_material(nint connection, Span<byte> output, nuint length,
        ReadOnlySpan<byte> label, nuint labelLength, ReadOnlySpan<byte> context, nuint contextLength, int useContext);

    // openssl/x509_vfy.h and bio.h, of libcrypto
    [LibraryImport("libcrypto")]
    internal static partial nint X509_STORE_CTX_get0_untrusted(nint context);

    [LibraryImport("libcrypto")]
    internal static partial void X509_STORE_CTX_set_error(nint context, int error);

    [LibraryImport("libcrypto")]
    internal static partial int BIO_read_ex(nint bio, Span<byte> data, nuint length, out nuint read);

    [LibraryImport("libcrypto")]
    internal static partial int BIO_write_ex(nint bio, ReadOnlySpan<byte> data, nuint length, out nuint written);
}
