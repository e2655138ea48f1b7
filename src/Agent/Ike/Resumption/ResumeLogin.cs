using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Login;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Resumption;

/// <summary>
/// IKE_AUTH of a session that is resumed (RFC 5723 section 4.3.3): one exchange without certificates, the identities of the ticket, and
/// AUTH by SK_pi and SK_pr alone, over the octets of RFC 7296 section 2.15.
/// </summary>
public sealed class ResumeLogin(SessionContext context, IkeSa sa, ResumeResponse response, ResumptionTicket ticket)
{
    private readonly AuthChild _child = new(context, isChildless: false);

    public IReadOnlyList<Payload> Request()
    {
        InitTranscript transcript = response.Transcript;
        byte[] auth = Prove(sa.Keys.Pi, Octets(sa.Keys.Pi, transcript.Request, transcript.NonceR, ticket.LocalId));
        return
        [
            ticket.LocalId,
            .. context.Settings.InitialContact ? [Notifications.Of(NotifyType.InitialContact)] : (IReadOnlyList<Payload>)[],
            ticket.PeerId with { Reserved = new byte[3] },
            new AuthPayload(AuthMethod.SharedKey, auth),
            .. _child.Payloads(),
            .. LoginNotifies.Of(context, sa),
        ];
    }

    /// <summary>Takes the only response.</summary>
    public LoginStep Process(IReadOnlyList<Payload> payloads)
    {
        if (payloads.OfType<AuthPayload>().SingleOrDefault() is not { } auth || payloads.OfType<IdPayload>().SingleOrDefault() is not { } id)
            return LoginStep.Lacks(payloads, "AUTH or IDr");
        InitTranscript transcript = response.Transcript;
        byte[] expected = Prove(sa.Keys.Pr, Octets(sa.Keys.Pr, transcript.Response, transcript.NonceI, id));
        if (id != ticket.PeerId)
            return LoginStep.Rejected(IkeFault.NotAuthentic("the gateway is not the one of the ticket"));
        if (!PskAuthentication.Verify(expected, auth.Data.Span))
            return LoginStep.Rejected(IkeFault.NotAuthentic("the gateway does not know the ticket's keys"));
        return LoginStep.Proven(_child.Complete(payloads, sa, transcript, ticket.LocalId, id) with { ResumedFrom = ticket.AuthenticatedAt });
    }

    private ReadOnlySpan<byte> Octets(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> message, byte[] nonce, IdPayload id) =>
        response.SignsMessageAlone ? message.Span : SignedOctets.Of(sa.Suite.Prf, key, message.Span, nonce, id);

    /// <summary>prf(SK_px, octets), with no pad as for a pre-shared key.</summary>
    private byte[] Prove(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets)
    {
        using Prf prf = Prf.Create(sa.Suite.Prf, key);
        byte[] auth = new byte[prf.Length];
        prf.Append(octets).Finish(auth);
        return auth;
    }
}
