using Holdfast.Esp;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Connecting;

/// <summary>What an IKE_AUTH response came to: a proven gateway, or a fault that the sender is told or not.</summary>
public readonly record struct LoginResult(AuthOutcome? Outcome, IkeFault? Fault, bool IsTold)
{
    public static LoginResult Proven(AuthOutcome outcome) => new(outcome, null, false);

    /// <summary>The sender refused, so nothing stands there and nothing has to be said.</summary>
    public static LoginResult Refused(IkeFault fault) => new(null, fault, false);

    /// <summary>The sender believes the IKE SA to stand (RFC 7296 section 2.21.2).</summary>
    public static LoginResult Rejected(IkeFault fault) => new(null, fault, true);
}

/// <summary>IKE_AUTH with the shared secret on both sides: one exchange, and the first Child SA in it.</summary>
public sealed class PskLogin(SessionContext context, IkeSa sa, InitTranscript transcript)
{
    private readonly AuthChild _child = new(context);

    /// <summary>IDi, IDr, AUTH, what is announced, and the Child SA.</summary>
    public IReadOnlyList<Payload> Request()
    {
        IkeSettings settings = context.Settings;
        List<Payload> payloads = [settings.LocalId];
        if (settings.InitialContact)
            payloads.Add(Notifications.Of(NotifyType.InitialContact));
        if (settings.RemoteId is { } remoteId)
            payloads.Add(remoteId);
        payloads.Add(new AuthPayload(AuthMethod.SharedKey, SignOwn()));
        payloads.AddRange(_child.Payloads());
        if (settings.Mobike)
            payloads.Add(Notifications.Of(NotifyType.MobikeSupported));
        if (settings is { Mobike: true, ForbidNat: true })
            payloads.Add(NatDetection.NoNatsAllowed(context.Path, sa.Transport));
        return payloads;
    }

    public LoginResult Process(IReadOnlyList<Payload> payloads)
    {
        NotifyPayload? error = payloads.FindError();
        if (payloads.OfType<AuthPayload>().SingleOrDefault() is not { } auth
            || payloads.OfType<IdPayload>().SingleOrDefault() is not { } peerId)
            return LoginResult.Refused(error is null ? IkeFault.Violation("IKE_AUTH without AUTH or IDr") : NotifyFaults.From(error));
        if (VerifyPeer(auth, peerId) is { } unproven)
            return LoginResult.Rejected(unproven);

        // From here on the gateway is authentic; what fails now fails for the Child SA alone.
        ChildSaSpec? grant = null;
        IkeFault? refused = error is null ? null : NotifyFaults.From(error);
        if (refused is null)
            _child.TryAccept(payloads, sa, transcript, out grant, out refused);
        return LoginResult.Proven(new AuthOutcome(peerId, grant, refused, payloads)
        {
            Disowned = grant is null && payloads.OfType<SaPayload>().Any() ? _child.InboundSpi : null,
        });
    }

    private byte[] SignOwn() => PskAuthentication.Compute(
        sa.Suite.Prf, context.Settings.Secret.Span, sa.Keys.Pi, transcript.Request.Span, transcript.NonceR, context.Settings.LocalId);

    private IkeFault? VerifyPeer(AuthPayload auth, IdPayload peerId)
    {
        if (context.Settings.RemoteId is { } wanted && !Identities.Match(wanted, peerId))
            return NotAuthentic($"the gateway is \"{Identities.Describe(peerId)}\", not \"{Identities.Describe(wanted)}\"");
        if (auth.Method != AuthMethod.SharedKey)
            return NotAuthentic($"the gateway authenticates by method {(int)auth.Method}, not by the shared secret");
        byte[] expected = PskAuthentication.Compute(
            sa.Suite.Prf, context.Settings.Secret.Span, sa.Keys.Pr, transcript.Response.Span, transcript.NonceI, peerId);
        return PskAuthentication.Verify(expected, auth.Data.Span) ? null : NotAuthentic("the gateway does not know the secret");
    }

    private static IkeFault NotAuthentic(string message) =>
        new(FaultKind.PeerNotAuthentic, Blame.Configuration, message, NotifyType.AuthenticationFailed);
}
