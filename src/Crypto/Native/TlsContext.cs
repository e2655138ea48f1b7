using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>An SSL_CTX with the rules for a client: TLS 1.2 or 1.3 with forward secrecy and AEAD, no session that is resumed,
/// no renegotiation, no compression.</summary>
internal sealed unsafe class TlsContext : NativeHandle
{
    private const int SetMinVersion = 123;   // SSL_CTRL_SET_MIN_PROTO_VERSION
    private const int SetMaxVersion = 124;   // SSL_CTRL_SET_MAX_PROTO_VERSION
    private const int SetCacheMode = 44;     // SSL_CTRL_SET_SESS_CACHE_MODE; 0: SSL_SESS_CACHE_OFF
    private const int SetMaxCertList = 51;   // SSL_CTRL_SET_MAX_CERT_LIST
    private const int SetGroupsList = 92;    // SSL_CTRL_SET_GROUPS_LIST
    private const int VerifyPeer = 1;        // SSL_VERIFY_PEER

    // SSL_OP_NO_TICKET, _NO_COMPRESSION and _NO_RENEGOTIATION, and SSL_OP_LEGACY_SERVER_CONNECT: strongSwan's TLS 1.2 does not know
    // RFC 5746. What that is against, a handshake spliced into another's connection, has no place inside an IKE SA.
    private const ulong Options = (1UL << 14) | (1UL << 17) | (1UL << 30) | (1UL << 2);

    private const int MaxCertList = 64 * 1024;

    // Level 2: 112 bits, so neither MD5, SHA-1 nor RSA below 2048.
    private const string Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:!aNULL:!PSK:@SECLEVEL=2";

    private const string Suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

    /// <param name="decide">Gets the X509_STORE_CTX and the argument.</param>
    internal TlsContext(TlsVersion highest, delegate* unmanaged<nint, nint, int> decide, nint argument)
        : base(OpenSsl.Check(LibSsl.SSL_CTX_new(LibSsl.TLS_client_method())))
    {
        Control(SetMinVersion, (int)TlsVersion.Tls12);
        Control(SetMaxVersion, (int)highest);
        LibSsl.SSL_CTX_ctrl(Pointer, SetCacheMode, new CLong(0), 0);
        LibSsl.SSL_CTX_ctrl(Pointer, SetMaxCertList, new CLong(MaxCertList), 0);
        LibSsl.SSL_CTX_set_options(Pointer, Options);
        OpenSsl.Check(LibSsl.SSL_CTX_set_cipher_list(Pointer, Ciphers));
        OpenSsl.Check(LibSsl.SSL_CTX_set_ciphersuites(Pointer, Suites));
        fixed (byte* groups = "X25519:P-256:P-384:P-521\0"u8)
            Control(SetGroupsList, 0, (nint)groups);
        LibSsl.SSL_CTX_set_verify(Pointer, VerifyPeer, 0);
        LibSsl.SSL_CTX_set_cert_verify_callback(Pointer, decide, argument);
    }

    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_CTX_free(handle);
        return true;
    }

    private void Control(int command, int argument, nint pointer = 0) =>
        OpenSsl.Check((int)LibSsl.SSL_CTX_ctrl(Pointer, command, new CLong(argument), pointer).Value, "SSL_CTX_ctrl");
}
