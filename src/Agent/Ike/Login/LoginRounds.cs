using Holdfast.Ike.Connecting;
using Holdfast.Ike.Eap;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>The rounds that a credential takes, and what they need of the gateway (RFC 4739).</summary>
public static class LoginRounds
{
    public static IEnumerable<LoginRound> Create(
        SessionContext context, IkeSa sa, InitResponse init, GatewayRounds gateway, PpkLogin? ppk)
    {
        IReadOnlyList<Credential> credentials = context.Settings.Credential.Rounds;
        return credentials.Select((credential, i) =>
        {
            bool isLast = i == credentials.Count - 1;
            OwnAuth own = new(sa, init, credential, i == 0 ? FirstIdentity(context) : LaterIdentity(context, credential), ppk);
            return credential is EapLogin login
                ? (LoginRound)new EapRound(context, login, own, gateway, isLast)
                : new KeyRound(own, isLast);
        });
    }

    /// <summary>Null: our credentials are of use at the sender of this response to IKE_SA_INIT.</summary>
    public static IkeFault? CheckUse(Credential credential, InitResponse init)
    {
        if (credential.Rounds.Count > 1 && !init.MultipleAuth)
            return OneOnly("the gateway takes one login only (no MULTIPLE_AUTH_SUPPORTED, RFC 4739), and this connection has two");
        OwnCertificate? unfit = credential.Rounds.OfType<OwnCertificate>()
            .FirstOrDefault(certificate => !SignatureAuth.CanSign(certificate.Own.Key.Kind, init.SignatureHashes));
        return unfit is null ? null : new IkeFault(
            FaultKind.AuthenticationRejected, Blame.Configuration,
            $"the gateway announces no hash that a key of kind {unfit.Own.Key.Kind} signs by (RFC 7427)");
    }

    /// <summary>Null: the gateway waits for our next round, and has neither refused nor let us in without it.</summary>
    public static LoginStep? CheckWaits(IReadOnlyList<Payload> payloads)
    {
        if (payloads.FindError() is { } error)
            return LoginStep.Refused(NotifyFaults.From(error));
        return payloads.OfType<SaPayload>().Any()
            ? LoginStep.Rejected(OneOnly("the gateway lets in by the first login alone, and has not asked for the second"))
            : null;
    }

    private static IdPayload FirstIdentity(SessionContext context) =>
        context.Settings.LocalId ?? Identities.OfAddress(context.Path.Local);

    /// <summary>By then the gateway is known, and may see the name.</summary>
    private static IdPayload LaterIdentity(SessionContext context, Credential credential) =>
        credential is EapLogin login ? Identities.OfUser(login.Identity) : FirstIdentity(context);

    private static IkeFault OneOnly(string message) =>
        new(FaultKind.RoundMissing, Blame.Configuration, message, NotifyType.AuthenticationFailed);
}
