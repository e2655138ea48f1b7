using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Ike.Connecting;
using Holdfast.Ike.Eap;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// IKE_AUTH (RFC 7296 section 1.2), from the first request to the first Child SA: one exchange, or with EAP as many as its
/// method takes (section 2.16). Nothing of EAP leaves before the gateway has proved itself.
/// </summary>
public sealed class LoginExchange : IDisposable
{
    private readonly SessionContext _context;
    private readonly IkeSa _sa;
    private readonly InitResponse _init;
    private readonly AuthChild _child;
    private readonly OwnAuth _own;
    private readonly GatewayAuth _gateway;
    private readonly EapPeer? _eap;

    private Func<IReadOnlyList<Payload>, LoginStep> _stage;
    private IdPayload? _peerId;
    private Func<LoginStep> _resume = () => throw new InvalidOperationException("nothing was asked");

    public LoginExchange(SessionContext context, IkeSa sa, InitResponse init)
    {
        (_context, _sa, _init) = (context, sa, init);
        (_child, _own, _gateway) = (new AuthChild(context), new OwnAuth(context, sa, init), new GatewayAuth(context, sa, init));
        _eap = context.Settings.Credential is EapLogin login ? new EapPeer(context, login) : null;
        _stage = ProcessFirst;
    }

    /// <summary>The gateway has proved itself: what it says from here on is no forger's word.</summary>
    public bool IsProven { get; private set; }

    /// <summary>IDi, IDr, AUTH but for EAP, what is announced, and the Child SA.</summary>
    public IReadOnlyList<Payload> Request()
    {
        IkeSettings settings = _context.Settings;
        List<Payload> payloads = [_own.Identity];
        if (settings.InitialContact)
            payloads.Add(Notifications.Of(NotifyType.InitialContact));
        if (settings.Gateway is CertificateProof proof)
            payloads.AddRange(Requests(proof));
        if (settings.RemoteId is { } remoteId)
            payloads.Add(remoteId);
        payloads.AddRange(_own.Payloads());
        payloads.AddRange(_child.Payloads());
        if (settings.Mobike)
            payloads.Add(Notifications.Of(NotifyType.MobikeSupported));
        if (settings is { Mobike: true, ForbidNat: true })
            payloads.Add(NatDetection.NoNatsAllowed(_context.Path, _sa.Transport));
        return payloads;
    }

    /// <summary>Takes the response to the last request.</summary>
    public LoginStep Process(IReadOnlyList<Payload> payloads) => _stage(payloads);

    /// <summary>The owner has found the claim good.</summary>
    public LoginStep Continue() => _resume();

    public void Dispose() => _eap?.Dispose();

    private LoginStep ProcessFirst(IReadOnlyList<Payload> payloads)
    {
        if (payloads.OfType<AuthPayload>().SingleOrDefault() is not { } auth
            || payloads.OfType<IdPayload>().SingleOrDefault() is not { } id)
            return Lacks(payloads, "AUTH or IDr");
        _peerId = id;
        if (_gateway.Check(id, auth, payloads, out GatewayClaim? claim) is { } unproven)
            return LoginStep.Rejected(unproven);
        if (claim is null)
            return AfterProof(payloads);
        _resume = () => AfterProof(payloads);
        return LoginStep.Ask(claim);
    }

    private LoginStep AfterProof(IReadOnlyList<Payload> payloads)
    {
        IsProven = true;
        if (_eap is null)
            return Complete(payloads);
        _stage = ProcessEap;
        return ProcessEap(payloads);
    }

    private LoginStep ProcessEap(IReadOnlyList<Payload> payloads)
    {
        if (payloads.OfType<EapPayload>().SingleOrDefault() is not { } packet)
            return Lacks(payloads, "EAP");
        return Follow(_eap!.Handle(packet));
    }

    private LoginStep Follow(EapStep step)
    {
        if (step.Certificates is { } certificates)
            return AskAboutServer(certificates);
        if (step.Response is { } response)
            return LoginStep.Send(response);
        if (step.Fault is { } fault)
            return fault.Notify is null ? LoginStep.Refused(fault) : LoginStep.Rejected(fault);
        _stage = ProcessLast;
        return LoginStep.Send(_own.AfterEap(Msk));
    }

    /// <summary>Without a name of its own it has to have the gateway's.</summary>
    private LoginStep AskAboutServer(IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        _resume = () => Follow(_eap!.Continue());
        return LoginStep.Ask(new GatewayClaim(_context.Settings.EapServer ?? _peerId!, certificates, []) { Purpose = PathPurpose.TlsServer });
    }

    private LoginStep ProcessLast(IReadOnlyList<Payload> payloads)
    {
        if (payloads.OfType<AuthPayload>().SingleOrDefault() is not { } auth)
            return Lacks(payloads, "AUTH");
        return _gateway.CheckAfterEap(_peerId!, auth, Msk) is { } unproven ? LoginStep.Rejected(unproven) : Complete(payloads);
    }

    /// <summary>The gateway is authentic, and so are we for it; what fails now fails for the Child SA alone.</summary>
    private LoginStep Complete(IReadOnlyList<Payload> payloads)
    {
        ChildSaSpec? grant = null;
        IkeFault? refused = payloads.FindError() is { } error ? NotifyFaults.From(error) : null;
        if (refused is null)
            _child.TryAccept(payloads, _sa, _init.Transcript, out grant, out refused);
        return LoginStep.Proven(new AuthOutcome(_peerId!, grant, refused, payloads)
        {
            Disowned = grant is null && payloads.OfType<SaPayload>().Any() ? _child.InboundSpi : null,
        });
    }

    /// <summary>Its certificate, of whatever authority, and an OCSP response for it (RFC 4806).</summary>
    private static IReadOnlyList<Payload> Requests(CertificateProof proof)
    {
        CertReqPayload certificate = new(CertificateEncoding.X509Signature, default);
        return proof.WantsStatus ? [certificate, new CertReqPayload(CertificateEncoding.OcspContent, default)] : [certificate];
    }

    private static LoginStep Lacks(IReadOnlyList<Payload> payloads, string what) => LoginStep.Refused(
        payloads.FindError() is { } error ? NotifyFaults.From(error) : IkeFault.Violation($"IKE_AUTH without {what}"));

    private ReadOnlySpan<byte> Msk => _eap!.Msk is { } msk ? msk.Span : default;
}
