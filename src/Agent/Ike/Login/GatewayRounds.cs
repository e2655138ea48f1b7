using Holdfast.Ike.Connecting;
using Holdfast.Ike.Eap;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// What the gateway shows of itself: IDr and AUTH in its first response, and again as often as it says that more follows
/// (RFC 4739 section 2.1). Each time it has to be who the connection is to, by what proves the gateway.
/// </summary>
public sealed class GatewayRounds(SessionContext context, IkeSa sa, InitResponse init)
{
    private const int Most = 4;

    private readonly GatewayAuth _auth = new(context, sa, init);
    private int _rounds;

    /// <summary>The latest IDr, proved but for <see cref="IsUnproven"/>.</summary>
    public IdPayload? Identity { get; private set; }

    /// <summary>IDr and AUTH have to be in the next response.</summary>
    public bool IsDue { get; private set; } = true;

    /// <summary>It leaves its proof to the method of EAP (RFC 5998), and nothing that it says is to be believed before that.</summary>
    public bool IsUnproven { get; private set; }

    /// <summary>Passed where nothing was due, or where it holds.</summary>
    public LoginStep Take(IReadOnlyList<Payload> payloads)
    {
        AuthPayload? auth = payloads.OfType<AuthPayload>().SingleOrDefault();
        IdPayload? id = payloads.OfType<IdPayload>().SingleOrDefault();
        bool wasDue = IsDue;
        if (wasDue && auth is null && id is not null && MayLeaveIt(payloads))
            return Leave(id);
        if (wasDue && (auth is null || id is null))
            return LoginStep.Lacks(payloads, _rounds == 0 ? "AUTH or IDr" : "AUTH or IDr in a further round of the gateway's");
        if (auth is null)
            return LoginStep.Passed;
        IsDue = payloads.Has(NotifyType.AnotherAuthFollows);
        if (IsDue && (!init.MultipleAuth || ++_rounds >= Most))
            return LoginStep.Rejected(IkeFault.Violation(
                init.MultipleAuth ? $"no end after {Most} rounds of the gateway's AUTH" : "ANOTHER_AUTH_FOLLOWS without MULTIPLE_AUTH_SUPPORTED"));
        return wasDue ? Check(id!, auth, payloads) : LoginStep.Passed;
    }

    /// <summary>By the method's key, or by SK_pr where it made none; of the latest IDr.</summary>
    public IkeFault? CheckAfterEap(AuthPayload auth, ReadOnlySpan<byte> msk) => _auth.CheckAfterEap(Identity!, auth, msk);

    private LoginStep Check(IdPayload id, AuthPayload auth, IReadOnlyList<Payload> payloads)
    {
        Identity = id;
        if (_auth.Check(id, auth, payloads, out GatewayClaim? claim) is { } unproven)
            return LoginStep.Rejected(unproven);
        return claim is null ? LoginStep.Passed : LoginStep.Ask(claim);
    }

    /// <summary>RFC 5998 section 3: only in the first response, only where we have offered it.</summary>
    private bool MayLeaveIt(IReadOnlyList<Payload> payloads) =>
        context.Settings is { EapOnly: true, Credential.Rounds: [EapLogin, ..] } && Identity is null && payloads.OfType<EapPayload>().Any();

    private LoginStep Leave(IdPayload id)
    {
        (Identity, IsUnproven, IsDue) = (id, true, false);
        return _auth.CheckIdentity(id) is { } other ? LoginStep.Rejected(other) : LoginStep.Passed;
    }
}
