using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Tests.Tls;

/// <summary>The other end of a TLS connection, of OpenSSL too, without a socket. It wants a client's certificate if told so, and takes any.</summary>
internal sealed unsafe partial class TlsServer : IDisposable
{
    private const string Library = "libssl";

    private readonly nint _context = SSL_CTX_new(TLS_server_method());
    private readonly nint _connection;
    private readonly nint _input = BIO_new(BIO_s_mem());
    private readonly nint _output = BIO_new(BIO_s_mem());

    public TlsServer(int version, bool asks = false)
    {
        SSL_CTX_ctrl(_context, 123, new CLong(version), 0);
        SSL_CTX_ctrl(_context, 124, new CLong(version), 0);
        Certificate = Own.RawData;
        Check(SSL_CTX_use_certificate_ASN1(_context, Certificate.Length, Certificate));
        byte[] key = Key.ExportPkcs8PrivateKey();
        Check(SSL_CTX_use_PrivateKey_ASN1(408, _context, key, new CLong(key.Length)));
        if (asks)
        {
            SSL_CTX_set_verify(_context, 3, 0);
            SSL_CTX_set_cert_verify_callback(_context, &Accept, 0);
        }

        _connection = SSL_new(_context);
        SSL_set_bio(_connection, _input, _output);
        SSL_set_accept_state(_connection);
    }

    public byte[] Certificate { get; }

    public bool IsDone => SSL_is_init_finished(_connection) == 1;

    public bool HasFailed { get; private set; }

    /// <summary>The client has shown a certificate.</summary>
    public bool KnowsClient
    {
        get
        {
            nint certificate = SSL_get1_peer_certificate(_connection);
            X509_free(certificate);
            return certificate != 0;
        }
    }

    public byte[] Receive(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0)
            BIO_write(_input, bytes, bytes.Length);
        if (!IsDone && SSL_do_handshake(_connection) is var result and <= 0)
            HasFailed |= SSL_get_error(_connection, result) != 2;
        ERR_clear_error();
        return Take();
    }

    public byte[] Write(ReadOnlySpan<byte> data)
    {
        Check(SSL_write(_connection, data, data.Length));
        return Take();
    }

    public byte[] Read()
    {
        byte[] data = new byte[16384];
        int read = SSL_read(_connection, data, data.Length);
        ERR_clear_error();
        return read > 0 ? data[..read] : [];
    }

    public byte[] Close()
    {
        SSL_shutdown(_connection);
        return Take();
    }

    public byte[] Export(ReadOnlySpan<byte> label, byte[]? context, int length)
    {
        byte[] output = new byte[length];
        Check(SSL_export_keying_material(_connection, output, (nuint)length, label, (nuint)label.Length, context, (nuint)(context?.Length ?? 0), context is null ? 0 : 1));
        return output;
    }

    public void Dispose()
    {
        SSL_free(_connection);
        SSL_CTX_free(_context);
    }

    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly X509Certificate2 Own = new CertificateRequest("CN=gw.example.test", Key, HashAlgorithmName.SHA256)
        .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9));

    private byte[] Take()
    {
        byte[] output = new byte[256 * 1024];
        int read = BIO_read(_output, output, output.Length);
        return read > 0 ? output[..read] : [];
    }

    private static void Check(int result)
    {
        if (result <= 0)
            throw new InvalidOperationException("libssl refuses");
    }

    [UnmanagedCallersOnly]
    private static int Accept(nint store, nint argument) => 1;

    [LibraryImport(Library)] private static partial nint TLS_server_method();
    [LibraryImport(Library)] private static partial nint SSL_CTX_new(nint method);
    [LibraryImport(Library)] private static partial void SSL_CTX_free(nint context);
    [LibraryImport(Library)] private static partial CLong SSL_CTX_ctrl(nint context, int command, CLong argument, nint pointer);
    [LibraryImport(Library)] private static partial int SSL_CTX_use_certificate_ASN1(nint context, int length, ReadOnlySpan<byte> der);
    [LibraryImport(Library)] private static partial int SSL_CTX_use_PrivateKey_ASN1(int type, nint context, ReadOnlySpan<byte> der, CLong length);
    [LibraryImport(Library)] private static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);
    [LibraryImport(Library)] private static partial void SSL_CTX_set_cert_verify_callback(nint context, delegate* unmanaged<nint, nint, int> callback, nint argument);
    [LibraryImport(Library)] private static partial nint SSL_new(nint context);
    [LibraryImport(Library)] private static partial void SSL_free(nint connection);
    [LibraryImport(Library)] private static partial void SSL_set_bio(nint connection, nint input, nint output);
    [LibraryImport(Library)] private static partial void SSL_set_accept_state(nint connection);
    [LibraryImport(Library)] private static partial int SSL_do_handshake(nint connection);
    [LibraryImport(Library)] private static partial int SSL_is_init_finished(nint connection);
    [LibraryImport(Library)] private static partial int SSL_get_error(nint connection, int result);
    [LibraryImport(Library)] private static partial int SSL_write(nint connection, ReadOnlySpan<byte> data, int length);
    [LibraryImport(Library)] private static partial int SSL_read(nint connection, Span<byte> data, int length);
    [LibraryImport(Library)] private static partial int SSL_shutdown(nint connection);
    [LibraryImport(Library)] private static partial nint SSL_get1_peer_certificate(nint connection);
    [LibraryImport(Library)] private static partial int SSL_export_keying_material(nint connection, Span<byte> output, nuint length,
        ReadOnlySpan<byte> label, nuint labelLength, ReadOnlySpan<byte> context, nuint contextLength, int useContext);
    [LibraryImport("libcrypto")] private static partial nint BIO_new(nint method);
    [LibraryImport("libcrypto")] private static partial nint BIO_s_mem();
    [LibraryImport("libcrypto")] private static partial int BIO_write(nint bio, ReadOnlySpan<byte> data, int length);
    [LibraryImport("libcrypto")] private static partial int BIO_read(nint bio, Span<byte> data, int length);
    [LibraryImport("libcrypto")] private static partial void X509_free(nint certificate);
    [LibraryImport("libcrypto")] private static partial void ERR_clear_error();
}
