using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>
/// What the methods on TLS have in common: messages in fragments, and a handshake that stops at the server's certificates until the
/// session's owner has found them good. Before that only the first flight has left, which holds nothing of ours.
/// </summary>
public abstract class TlsMethod(SessionContext context, CertifiedKey? own) : EapMethod
{
    private const int MskLength = 64;

    private readonly TlsAssembly _assembly = new();
    private readonly TlsFlight _flight = new();
    private bool _isStarted;
    private byte _identifier;

    protected TlsClient Tls { get; } = new(own);

    /// <summary>The exporter's label before TLS 1.3.</summary>
    protected abstract ReadOnlySpan<byte> OldKeyLabel { get; }

    public sealed override EapStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        _identifier = identifier;
        if (data.IsEmpty)
            return Wrong("a packet without flags");
        if (IsDone)
            return Wrong("more after its end");
        if (Refusal is not null)
            return Acknowledge(); // an alert, before the failure
        var flags = (TlsFlags)data[0];
        if (flags.HasFlag(TlsFlags.Start) == _isStarted)
            return Wrong(_isStarted ? "a second start" : "no start");
        if (!_isStarted)
            return Begin();
        bool isEmpty = data.Length == 1 && !flags.HasFlag(TlsFlags.More);
        if (_flight.IsPending)
            return isEmpty ? Send(_flight.Next()) : Wrong("data in place of an acknowledgement");
        if (_assembly.Add(data) is { } problem)
            return Wrong(problem);
        return _assembly.IsPartial ? Acknowledge() : Receive(_assembly.Take());
    }

    public sealed override EapStep Continue()
    {
        Tls.Decide(true);
        return Proceed();
    }

    public override void Dispose()
    {
        Tls.Dispose();
        base.Dispose();
    }

    /// <summary>
    /// The handshake is over, and it is our turn: takes <see cref="TlsClient.TakeData"/>, of which there may be none, and says what is
    /// to be done, mostly <see cref="SendWritten"/>.
    /// </summary>
    protected abstract EapStep HandleInner();

    /// <summary>What it means that the gateway ended TLS.</summary>
    /// <param name="reason">May be empty.</param>
    protected virtual IkeFault Ended(string reason) => new(
        FaultKind.AuthenticationRejected, Blame.Configuration,
        $"{EapMethods.NameOf(Type)} fails: {(reason.Length == 0 ? "the gateway ends it" : reason)}");

    /// <summary>Sends what was written into the connection, or an acknowledgement where that is nothing.</summary>
    protected EapStep SendWritten() => Send(_flight.Begin(Tls.TakeOutput()));

    protected EapStep Acknowledge() => Send([(byte)TlsFlags.None]);

    /// <summary>To the end: the key, and only success may follow.</summary>
    protected EapStep Finish()
    {
        using SecretBytes material = Tls.Version == TlsVersion.Tls13
            ? Tls.Export("EXPORTER_EAP_TLS_Key_Material"u8, [(byte)Type], 2 * MskLength) // RFC 9190 section 2.3, RFC 9427 section 2.1
            : Tls.Export(OldKeyLabel, null, 2 * MskLength);
        Msk = SecretBytes.CopyOf(material.Span[..MskLength]);
        IsDone = true;
        return SendWritten();
    }

    /// <summary>The end, whatever the gateway makes of our answer.</summary>
    protected EapStep Refuse(IkeFault fault)
    {
        Refusal = fault;
        return SendWritten();
    }

    protected byte[] Random(int length) => context.RandomBytes(length);

    protected EapStep Wrong(string what) => EapStep.Violates($"{EapMethods.NameOf(Type)} with {what}");

    private EapStep Begin()
    {
        _isStarted = true;
        Tls.Start();
        return Proceed();
    }

    private EapStep Receive(byte[] message)
    {
        bool wasOpen = Tls.State == TlsState.Open;
        if (message.Length == 0 && !wasOpen)
            return Wrong("an acknowledgement of nothing");
        Tls.Receive(message);
        return wasOpen && Tls.State != TlsState.Failed ? HandleInner() : Proceed();
    }

    /// <summary>In the handshake. With the last flight of TLS 1.2 nothing is left to be said but by the method.</summary>
    private EapStep Proceed()
    {
        switch (Tls.State)
        {
            case TlsState.AwaitingVerdict:
                return EapStep.Ask(Tls.ServerCertificates);
            case TlsState.Failed or TlsState.Closed:
                return Refuse(Ended(Tls.Reason));
            case TlsState.Open when Tls.Version == TlsVersion.Tls12:
                return HandleInner();
            case TlsState.Open when Tls.TakeData().Length > 0:
                return Wrong("data before the handshake's end");
            default:
                context.Note(NoteLevel.Debug, $"{EapMethods.NameOf(Type)}: {Tls.State}");
                return SendWritten();
        }
    }

    private EapStep Send(byte[] data) => Answer(_identifier, data);
}
