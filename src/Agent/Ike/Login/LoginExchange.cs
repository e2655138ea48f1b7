using Holdfast.Ike.Children;
using Holdfast.Ike.Connecting;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Redirects;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// IKE_AUTH (RFC 7296 section 1.2), from the first request to the first Child SA: one round or several (RFC 4739) of one exchange
/// each, or with EAP as many as its method takes. Nothing of EAP leaves before the gateway has proved itself, but where the
/// connection lets EAP prove it (RFC 5998).
/// </summary>
public sealed class LoginExchange : IDisposable
{
    private readonly SessionContext _context;
    private readonly IkeSa _sa;
    private readonly InitResponse _init;
    private readonly AuthChild _child;
    private readonly PpkLogin? _ppk;
    private readonly GatewayRounds _gateway;
    private readonly Queue<LoginRound> _rounds;
    private IdPayload? _identity;

    private Func<LoginStep> _resume = () => throw new InvalidOperationException("nothing was asked");

    public LoginExchange(SessionContext context, IkeSa sa, InitResponse init)
    {
        (_context, _sa, _init) = (context, sa, init);
        _ppk = PpkLogin.TryCreate(context.Settings, sa, init);
        (_child, _gateway) = (new AuthChild(context, context.IsChildless), new GatewayRounds(context, sa, init));
        _rounds = new Queue<LoginRound>(LoginRounds.Create(context, sa, init, _gateway, _ppk));
    }

    /// <summary>The gateway has proved itself: what it says from here on is no forger's word.</summary>
    public bool IsProven { get; private set; }

    /// <summary>The first round's IDi, AUTH but for EAP, what is announced, and the Child SA.</summary>
    public IReadOnlyList<Payload> Request()
    {
        IkeSettings settings = _context.Settings;
        IReadOnlyList<Payload> round = _rounds.Peek().Request();
        _identity = (IdPayload)round[0];
        List<Payload> payloads = [_identity];
        if (settings.InitialContact)
            payloads.Add(Notifications.Of(NotifyType.InitialContact));
        if (settings.Gateway is CertificateProof proof)
            payloads.AddRange(Requests(proof));
        if (settings.RemoteId is { IdType: not IdType.DerAsn1Dn } remoteId) // the order of its parts there is not known
            payloads.Add(remoteId);
        payloads.AddRange(round.Skip(1));
        payloads.AddRange(_child.Payloads());
        if (_init.MultipleAuth)
            payloads.Add(Notifications.Of(NotifyType.MultipleAuthSupported));
        if (settings.EapOnly)
            payloads.Add(Notifications.Of(NotifyType.EapOnlyAuthentication));
        if (_init.AnnouncesMethods)
            payloads.Add(AnnouncedMethods.Ours(settings.Gateway));
        payloads.AddRange(LoginNotifies.Of(_context, _sa));
        return payloads;
    }

    /// <summary>Takes the response to the last request.</summary>
    public LoginStep Process(IReadOnlyList<Payload> payloads)
    {
        if (_ppk?.Settle(payloads) is { } unused)
            return LoginStep.Rejected(unused);
        LoginStep step = _gateway.Take(payloads);
        _resume = () => FollowRound(payloads);
        return step.IsPassed ? _resume() : step;
    }

    /// <summary>The owner has found the claim good.</summary>
    public LoginStep Continue() => _resume();

    public void Dispose()
    {
        foreach (LoginRound round in _rounds)
            round.Dispose();
        _ppk?.Dispose();
    }

    private LoginStep FollowRound(IReadOnlyList<Payload> payloads)
    {
        IsProven = !_gateway.IsUnproven;
        if (IsProven && Redirection.InLogin(_context, payloads) is { } elsewhere)
            return elsewhere;
        return Follow(_rounds.TryPeek(out LoginRound? round) ? round.Process(payloads) : LoginStep.Passed, payloads);
    }

    private LoginStep Follow(LoginStep step, IReadOnlyList<Payload> payloads)
    {
        if (step.Claim is not null)
            _resume = () => Follow(_rounds.Peek().Continue(), payloads);
        return step.IsPassed ? EndRound(payloads) : step;
    }

    /// <summary>The next round, or an empty request where the gateway alone has more to show (RFC 4739 section 2.5).</summary>
    private LoginStep EndRound(IReadOnlyList<Payload> payloads)
    {
        if (_rounds.TryDequeue(out LoginRound? ended))
            ended.Dispose();
        if (_rounds.TryPeek(out LoginRound? next))
            return LoginRounds.CheckWaits(payloads) is { } over ? over : LoginStep.Send(next.Request());
        return _gateway.IsDue ? LoginStep.Send() : Complete(payloads);
    }

    /// <summary>The gateway is authentic, and so are we for it; what fails now fails for the Child SA alone.</summary>
    private LoginStep Complete(IReadOnlyList<Payload> payloads)
    {
        if (_gateway.IsUnproven && Redirection.InLogin(_context, payloads) is { } elsewhere)
            return elsewhere;
        return RefusesChild(payloads)
            ? LoginStep.Refused(NotifyFaults.ChildlessOnly)
            : LoginStep.Proven(_child.Complete(payloads, _sa, _init.Transcript, _identity!, _gateway.Identity!));
    }

    /// <summary>It is asked again without one, but where that is ruled out.</summary>
    private bool RefusesChild(IReadOnlyList<Payload> payloads)
    {
        bool refuses = _init.Childless && !_context.IsChildless && payloads.Has(NotifyType.InvalidSyntax);
        _context.IsChildless |= refuses && _context.Settings.Childless == ChildlessChoice.Auto;
        return refuses;
    }

    /// <summary>Its certificate, of whatever authority, and an OCSP response for it (RFC 4806).</summary>
    private static IReadOnlyList<Payload> Requests(CertificateProof proof)
    {
        CertReqPayload certificate = new(CertificateEncoding.X509Signature, default);
        return proof.WantsStatus ? [certificate, new CertReqPayload(CertificateEncoding.OcspContent, default)] : [certificate];
    }
}
