using Holdfast.Esp;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>IKE_AUTH is out (RFC 7296 section 1.2): we have proved ourselves and wait for the gateway's proof.</summary>
public sealed class AuthState(SessionContext context, IkeSa sa, InitTranscript transcript) : SaState(context, sa)
{
    private readonly AuthChild _child = new(context);

    public override void Enter(Instant now)
    {
        Context.Note(NoteLevel.Info, $"IKE SA proposal {Sa.Suite}; {Describe(Sa.Nat)}");

        List<Payload> payloads = [Context.Settings.LocalId, Notifications.Of(NotifyType.InitialContact)];
        if (Context.Settings.RemoteId is { } remoteId)
            payloads.Add(remoteId);
        payloads.Add(new AuthPayload(AuthMethod.SharedKey, SignOwn()));
        payloads.AddRange(_child.Payloads());
        Sa.SendRequest(ExchangeType.IkeAuth, payloads, now);
    }

    public override IkeState Close(Instant now) => Fail(new IkeFault(FaultKind.Stopped, Blame.None, "stopped while connecting"));

    protected override bool Expects(IkeHeader header) => header is { ExchangeType: ExchangeType.IkeAuth, IsResponse: true };

    protected override IkeState HandleResponse(IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now)
    {
        if (fault is not null)
            return Reject(fault);
        NotifyPayload? error = payloads.OfType<NotifyPayload>().FirstOrDefault(n => n.IsError);
        if (payloads.OfType<AuthPayload>().SingleOrDefault() is not { } auth
            || payloads.OfType<IdPayload>().SingleOrDefault() is not { } peerId)
            return Fail(error is null ? IkeFault.Violation("IKE_AUTH without AUTH or IDr") : NotifyFaults.From(error));
        if (VerifyPeer(auth, peerId) is { } unproven)
            return Reject(unproven);

        // From here on the gateway is authentic; what fails now fails for the Child SA alone.
        ChildSaSpec? grant = null;
        IkeFault? refused = error is null ? null : NotifyFaults.From(error);
        if (refused is null)
            _child.TryAccept(payloads, Sa, transcript, out grant, out refused);
        return new EstablishedState(Context, Sa, new AuthOutcome(peerId, grant, refused, payloads)
        {
            Disowned = grant is null && payloads.OfType<SaPayload>().Any() ? _child.InboundSpi : null,
        }, now);
    }

    protected override IkeState HandleRequest(
        IkeHeader header, IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now) => Ignore();

    protected override IkeState HandleSilence(Instant now) =>
        Fail(new IkeFault(FaultKind.Unreachable, Blame.Network, "no answer to IKE_AUTH, although IKE_SA_INIT was answered"));

    private byte[] SignOwn() => PskAuthentication.Compute(
        Sa.Suite.Prf, Context.Settings.Secret.Span, Sa.Keys.Pi, transcript.Request.Span, transcript.NonceR, Context.Settings.LocalId);

    private IkeFault? VerifyPeer(AuthPayload auth, IdPayload peerId)
    {
        if (Context.Settings.RemoteId is { } wanted && !Identities.Match(wanted, peerId))
            return NotAuthentic($"the gateway is \"{Identities.Describe(peerId)}\", not \"{Identities.Describe(wanted)}\"");
        if (auth.Method != AuthMethod.SharedKey)
            return NotAuthentic($"the gateway authenticates by method {(int)auth.Method}, not by the shared secret");
        byte[] expected = PskAuthentication.Compute(
            Sa.Suite.Prf, Context.Settings.Secret.Span, Sa.Keys.Pr, transcript.Response.Span, transcript.NonceI, peerId);
        return PskAuthentication.Verify(expected, auth.Data.Span) ? null : NotAuthentic("the gateway does not know the secret");
    }

    private static IkeFault NotAuthentic(string message) =>
        new(FaultKind.PeerNotAuthentic, Blame.Configuration, message, NotifyType.AuthenticationFailed);

    private static string Describe(NatStatus nat) => nat switch
    {
        { LocalIsBehindNat: true, RemoteIsBehindNat: true } => "a NAT before both ends",
        { LocalIsBehindNat: true } => "this end is behind a NAT",
        { RemoteIsBehindNat: true } => "the gateway is behind a NAT",
        _ => "no NAT in the path",
    };

    /// <summary>Nothing stands at the gateway, so nothing has to be said.</summary>
    private ClosedState Fail(IkeFault fault) => new(Context, Sa, fault);

    /// <summary>The gateway believes the IKE SA to stand; it is told why it does not (RFC 7296 section 2.21.2).</summary>
    private ClosingState Reject(IkeFault fault) =>
        new(Context, Sa, [Notifications.Of(fault.Notify ?? NotifyType.AuthenticationFailed)], fault);
}
