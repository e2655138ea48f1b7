using Holdfast.Crypto;
using Holdfast.Ike.Eap;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// A round by EAP (RFC 7296 section 2.16): IDi alone, as many exchanges as the method takes, and AUTH by its key both ways.
/// </summary>
public sealed class EapRound : LoginRound
{
    private readonly SessionContext _context;
    private readonly EapLogin _login;
    private readonly GatewayRounds _gateway;
    private Func<IReadOnlyList<Payload>, LoginStep> _stage;
    private EapPeer? _peer;
    private bool _isServerGood;

    public EapRound(SessionContext context, EapLogin login, OwnAuth own, GatewayRounds gateway, bool isLast)
        : base(own, isLast)
    {
        (_context, _login, _gateway) = (context, login, gateway);
        _stage = ProcessEap;
    }

    private ReadOnlySpan<byte> Msk => _peer!.Msk is { } msk ? msk.Span : default;

    public override IReadOnlyList<Payload> Request() => [Own.Identity];

    public override LoginStep Process(IReadOnlyList<Payload> payloads) => _stage(payloads);

    public override LoginStep Continue()
    {
        _isServerGood = true;
        return Follow(_peer!.Continue());
    }

    public override void Dispose()
    {
        _peer?.Dispose();
        base.Dispose();
    }

    private LoginStep ProcessEap(IReadOnlyList<Payload> payloads)
    {
        if (payloads.OfType<EapPayload>().SingleOrDefault() is not { } packet)
            return LoginStep.Lacks(payloads, "EAP");
        _peer ??= new EapPeer(_context, _login) { IsUnproven = _gateway.IsUnproven };
        return Follow(_peer.Handle(packet));
    }

    private LoginStep Follow(EapStep step)
    {
        if (step.Certificates is { } certificates)
            return AskAboutServer(certificates);
        if (step.Response is { } response)
            return LoginStep.Send(response);
        if (step.Fault is { } fault)
            return fault.Notify is null ? LoginStep.Refused(fault) : LoginStep.Rejected(fault);
        if (_gateway.IsUnproven && (!_isServerGood || Msk.IsEmpty))
            return LoginStep.Rejected(IkeFault.NotAuthentic("EAP has succeeded, but nothing in it has proved the gateway (RFC 5998)"));
        _stage = ProcessAuth;
        return LoginStep.Send(Prove(Own.AfterEap(_peer!.Msk)));
    }

    /// <summary>Without a name of its own it has to have the gateway's.</summary>
    private LoginStep AskAboutServer(IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        LoginStep.Ask(new GatewayClaim(_context.Settings.EapServer ?? _gateway.Identity!, certificates, []) { Purpose = PathPurpose.TlsServer });

    private LoginStep ProcessAuth(IReadOnlyList<Payload> payloads)
    {
        if (payloads.OfType<AuthPayload>().SingleOrDefault() is not { } auth)
            return LoginStep.Lacks(payloads, "AUTH");
        return _gateway.CheckAfterEap(auth, Msk) is { } unproven ? LoginStep.Rejected(unproven) : LoginStep.Passed;
    }
}
