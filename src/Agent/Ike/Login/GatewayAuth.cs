using Holdfast.Ike.Connecting;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>The gateway's AUTH payload, checked against what it has to prove itself with.</summary>
public sealed class GatewayAuth(SessionContext context, IkeSa sa, InitResponse init)
{
    /// <summary>
    /// Null: it holds. With a claim it holds for the key of a certificate that is yet to be found good.
    /// </summary>
    public IkeFault? Check(IdPayload id, AuthPayload auth, IReadOnlyList<Payload> payloads, out GatewayClaim? claim)
    {
        claim = null;
        if (CheckIdentity(id) is { } other)
            return other;
        if (context.Settings.Gateway is SharedKeyProof psk)
            return CheckShared(id, auth, psk.Secret.Span, "the secret");
        return GatewaySignature.Check(id, auth, payloads, Octets(id), out claim);
    }

    /// <summary>After EAP: by the method's key, or by SK_pr where it made none.</summary>
    public IkeFault? CheckAfterEap(IdPayload id, AuthPayload auth, ReadOnlySpan<byte> msk) =>
        CheckShared(id, auth, msk.IsEmpty ? sa.Keys.Pr : msk, "the key of the EAP method");

    /// <summary>Null: it is the one that the connection is to, or any will do.</summary>
    public IkeFault? CheckIdentity(IdPayload id) =>
        context.Settings.RemoteId is not { } wanted || Identities.Match(wanted, id)
            ? null
            : IkeFault.NotAuthentic($"the gateway is \"{Identities.Describe(id)}\", not \"{Identities.Describe(wanted)}\"");

    private IkeFault? CheckShared(IdPayload id, AuthPayload auth, ReadOnlySpan<byte> key, string what)
    {
        if (auth.Method != AuthMethod.SharedKey)
            return IkeFault.NotAuthentic($"the gateway authenticates by method {(int)auth.Method}, not by {what}");
        byte[] expected = PskAuthentication.Compute(sa.Suite.Prf, key, Octets(id));
        return PskAuthentication.Verify(expected, auth.Data.Span) ? null : IkeFault.NotAuthentic($"the gateway does not know {what}");
    }

    private byte[] Octets(IdPayload id) => SignedOctets.Of(
        sa.Suite.Prf, sa.Keys.Pr, init.Transcript.ByResponder.Span, init.Transcript.NonceI, id, init.Transcript.IntAuth.Span);
}
