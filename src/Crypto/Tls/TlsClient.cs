using System.Runtime.InteropServices;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>A TLS 1.2 or 1.3 client (RFC 5246, RFC 8446) without a socket: bytes go in, bytes come out. It stops at the server's
/// certificates until its owner has judged them, before its own certificate or anything of its data has left. Any bytes may come
/// from the network; what is wrong with them is <see cref="Reason"/>. One thread at a time.</summary>
public sealed unsafe class TlsClient : IDisposable
{
    /// <summary>Of data that has come and was not taken, in bytes.</summary>
    public const int MostData = 64 * 1024;

    private const int MostCertificates = 12;
    private const int Refused = 1; // X509_V_ERR_UNSPECIFIED; becomes the alert certificate_unknown

    private readonly TlsContext _context;
    private readonly TlsConnection _connection;
    private readonly List<byte> _data = [];
    private GCHandle _self;
    private bool? _verdict;

    /// <param name="own">Shown to a server that asks; stays the caller's and outlives this. null: none.</param>
    public TlsClient(CertifiedKey? own = null, TlsVersion highest = TlsVersion.Tls13)
    {
        _self = GCHandle.Alloc(this, GCHandleType.Weak);
        _context = new TlsContext(highest, &Judge, GCHandle.ToIntPtr(_self));
        _connection = new TlsConnection(_context);
        if (own is not null)
            _connection.Use(own);
    }

    public TlsState State { get; private set; }

    public bool IsHandshakeDone => State is TlsState.Open or TlsState.Closed;

    /// <summary>Why it failed, as the end of a sentence; empty if it did not.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>In DER, the server's own first; empty before it has sent them.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ServerCertificates { get; private set; } = [];

    /// <summary>Once the handshake is done.</summary>
    public TlsVersion Version => _connection.Version;

    /// <summary>The first flight, to be taken by <see cref="TakeOutput"/>.</summary>
    public void Start() => Advance();

    /// <summary>Takes bytes as they come, whole records or not.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        if (State == TlsState.AwaitingVerdict)
            throw new InvalidOperationException("the server's certificates are still to be judged");
        if (State is TlsState.Failed or TlsState.Closed)
            return;
        _connection.Feed(bytes);
        Advance();
    }

    /// <summary>The owner's verdict on <see cref="ServerCertificates"/>.</summary>
    public void Decide(bool isGood)
    {
        if (State != TlsState.AwaitingVerdict)
            throw new InvalidOperationException("there is nothing to decide");
        _verdict = isGood;
        State = TlsState.Handshaking;
        Advance();
    }

    /// <summary>What is to be sent; also after a failure, where it is an alert.</summary>
    public byte[] TakeOutput() => _connection.TakeOutput();

    /// <summary>What has come from the server inside the connection.</summary>
    public byte[] TakeData()
    {
        byte[] data = [.. _data];
        _data.Clear();
        return data;
    }

    /// <summary>Sends data inside the connection.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        RequireOpen();
        if (_connection.Write(data, out string reason) != TlsResult.Done)
            Fail(reason);
    }

    /// <summary>Key material that only the two ends have (RFC 5705, RFC 8446 section 7.5).</summary>
    /// <param name="label">ASCII.</param>
    /// <param name="context">null: none, which differs from an empty one in TLS 1.2.</param>
    public SecretBytes Export(ReadOnlySpan<byte> label, byte[]? context, int length)
    {
        RequireOpen();
        return _connection.Export(label, context, context is not null, length);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _context.Dispose();
        if (_self.IsAllocated)
            _self.Free();
    }

    private void Advance()
    {
        if (State == TlsState.Handshaking)
            Follow(_connection.Handshake(out string reason), reason);
        if (State == TlsState.Open)
            ReadAll();
        GC.KeepAlive(this);
    }

    private void Follow(TlsResult result, string reason)
    {
        if (result == TlsResult.Failed)
            Fail(_verdict == false ? "the server's certificate was refused" : reason);
        else if (result == TlsResult.Closed)
            Fail("the server ended the handshake");
        else if (result == TlsResult.WantsVerdict)
            State = TlsState.AwaitingVerdict;
        else if (result == TlsResult.Done && _verdict == true)
            State = TlsState.Open;
        else if (result == TlsResult.Done)
            Fail("the server has shown no certificate");
    }

    private void ReadAll()
    {
        Span<byte> buffer = stackalloc byte[4096];
        TlsResult result;
        string reason;
        while ((result = _connection.Read(buffer, out int read, out reason)) == TlsResult.Done)
        {
            if (_data.Count + read > MostData)
            {
                Fail("the server sends too much");
                return;
            }

            _data.AddRange(buffer[..read]);
        }

        if (result == TlsResult.Closed)
            State = TlsState.Closed;
        else if (result != TlsResult.WantsBytes)
            Fail(reason);
    }

    private void Fail(string reason) => (State, Reason) = (TlsState.Failed, reason);

    private void RequireOpen()
    {
        if (!IsHandshakeDone)
            throw new InvalidOperationException($"the connection is {State}");
    }

    /// <summary>Called in the middle of the handshake, once to hear of the certificates and once more when there is a verdict.</summary>
    [UnmanagedCallersOnly]
    private static int Judge(nint store, nint argument)
    {
        try
        {
            return GCHandle.FromIntPtr(argument).Target is TlsClient client ? client.Judge(store) : 0;
        }
        catch (Exception)
        {
            return 0; // nothing may pass through OpenSSL, and what can't be judged is not good
        }
    }

    private int Judge(nint store)
    {
        if (_verdict is { } isGood)
        {
            LibSsl.X509_STORE_CTX_set_error(store, isGood ? 0 : Refused);
            return isGood ? 1 : 0;
        }

        ServerCertificates = Copy(LibSsl.X509_STORE_CTX_get0_untrusted(store));
        return ServerCertificates.Count > 0 && _connection.PutOff() ? 1 : 0;
    }

    private static List<ReadOnlyMemory<byte>> Copy(nint stack)
    {
        List<ReadOnlyMemory<byte>> copies = [];
        int count = stack == 0 ? 0 : Math.Min(LibCryptoX509.OPENSSL_sk_num(stack), MostCertificates);
        for (int i = 0; i < count; i++)
            copies.Add(Asn1.Encode(LibCryptoX509.OPENSSL_sk_value(stack, i), LibCryptoX509.i2d_X509));
        return copies;
    }
}
