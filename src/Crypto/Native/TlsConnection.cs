using System.Runtime.InteropServices;

namespace Holdfast.Crypto.Native;

/// <summary>What an SSL_ function came to.</summary>
internal enum TlsResult
{
    Done,
    WantsBytes,
    WantsVerdict,
    Closed,
    Failed,
}

/// <summary>An SSL with a memory BIO each way.</summary>
internal sealed unsafe class TlsConnection : NativeHandle
{
    private const int ErrorWantRead = 2;        // SSL_ERROR_WANT_READ
    private const int ErrorZeroReturn = 6;      // SSL_ERROR_ZERO_RETURN
    private const int ErrorRetryVerify = 12;    // SSL_ERROR_WANT_RETRY_VERIFY
    private const int SetRetryVerify = 136;     // SSL_CTRL_SET_RETRY_VERIFY
    private const int AddChainCertificate = 89; // SSL_CTRL_CHAIN_CERT; 1: with a reference of its own
    private const int PendingBytes = 10;        // BIO_CTRL_PENDING

    private readonly nint _input; // the SSL's
    private readonly nint _output;

    internal TlsConnection(TlsContext context) : base(OpenSsl.Check(LibSsl.SSL_new(context.Pointer)))
    {
        _input = OpenSsl.Check(LibCryptoX509.BIO_new(LibCryptoX509.BIO_s_mem()));
        _output = OpenSsl.Check(LibCryptoX509.BIO_new(LibCryptoX509.BIO_s_mem()));
        LibSsl.SSL_set_bio(Pointer, _input, _output);
        LibSsl.SSL_set_connect_state(Pointer);
    }

    internal TlsVersion Version => (TlsVersion)LibSsl.SSL_version(Pointer);

    internal void Use(CertifiedKey own)
    {
        OpenSsl.Check(LibSsl.SSL_use_certificate(Pointer, own.Chain[0].Handle.Pointer));
        foreach (Certificate issuer in own.Chain.Skip(1))
            OpenSsl.Check((int)LibSsl.SSL_ctrl(Pointer, AddChainCertificate, new CLong(1), issuer.Handle.Pointer).Value, "SSL_add1_chain_cert");
        OpenSsl.Check(LibSsl.SSL_use_PrivateKey(Pointer, own.Key.Key.Pointer));
        GC.KeepAlive(own);
    }

    /// <summary>Within the callback that judges certificates: asks again later.</summary>
    internal bool PutOff() => LibSsl.SSL_ctrl(Pointer, SetRetryVerify, new CLong(0), 0).Value == 1;

    internal void Feed(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            OpenSsl.Check(LibSsl.BIO_write_ex(_input, bytes, (nuint)bytes.Length, out _));
    }

    internal byte[] TakeOutput()
    {
        int length = (int)LibCryptoX509.BIO_ctrl(_output, PendingBytes, new CLong(0), out _).Value;
        if (length == 0)
            return [];
        byte[] output = new byte[length];
        OpenSsl.Check(LibSsl.BIO_read_ex(_output, output, (nuint)length, out _));
        return output;
    }

    internal TlsResult Handshake(out string reason) => ResultOf(LibSsl.SSL_do_handshake(Pointer), out reason);

    internal TlsResult Read(Span<byte> data, out int read, out string reason)
    {
        TlsResult result = ResultOf(LibSsl.SSL_read_ex(Pointer, data, (nuint)data.Length, out nuint length), out reason);
        read = result == TlsResult.Done ? (int)length : 0;
        return result;
    }

    internal TlsResult Write(ReadOnlySpan<byte> data, out string reason) =>
        ResultOf(LibSsl.SSL_write_ex(Pointer, data, (nuint)data.Length, out _), out reason);

    internal SecretBytes Export(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, bool hasContext, int length)
    {
        var material = new SecretBytes(length);
        OpenSsl.Check(LibSsl.SSL_export_keying_material(
            Pointer, material.Span, (nuint)length, label, (nuint)label.Length, context, (nuint)context.Length, hasContext ? 1 : 0));
        return material;
    }

    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_free(handle);
        return true;
    }

    private TlsResult ResultOf(int result, out string reason)
    {
        reason = "";
        if (result > 0)
            return TlsResult.Done;
        int error = LibSsl.SSL_get_error(Pointer, result);
        List<string> errors = OpenSsl.TakeErrors();
        switch (error)
        {
            case ErrorWantRead: return TlsResult.WantsBytes;
            case ErrorRetryVerify: return TlsResult.WantsVerdict;
            case ErrorZeroReturn: return TlsResult.Closed;
            default:
                // "error:0A00010B:SSL routines::wrong version number"
                reason = errors.Count == 0 ? $"error {error}" : errors[0][(errors[0].LastIndexOf(':') + 1)..];
                return TlsResult.Failed;
        }
    }
}
