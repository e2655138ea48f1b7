using Holdfast.Ike.Connecting;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>Our AUTH payload, and the certificates for it.</summary>
public sealed class OwnAuth(SessionContext context, IkeSa sa, InitResponse init)
{
    /// <summary>IDi, the same through all rounds of EAP.</summary>
    public IdPayload Identity { get; } = context.Settings.LocalId ?? Identities.OfAddress(context.Path.Local);

    private byte[] Octets => SignedOctets.Of(
        sa.Suite.Prf, sa.Keys.Pi, init.Transcript.Request.Span, init.Transcript.NonceR, Identity);

    /// <summary>Of the first request; nothing where EAP comes first (RFC 7296 section 2.16).</summary>
    public IReadOnlyList<Payload> Payloads() => context.Settings.Credential switch
    {
        SharedKey psk => [Shared(psk.Secret.Span)],
        OwnCertificate { Own: { } own } =>
        [
            .. own.Chain.Select(certificate => new CertPayload(CertificateEncoding.X509Signature, certificate.Export())),
            SignatureAuth.Sign(own.Key, init.SignatureHashes, Octets),
        ],
        _ => [],
    };

    /// <summary>After EAP: by the method's key, or by SK_pi where it made none.</summary>
    public AuthPayload AfterEap(ReadOnlySpan<byte> msk) => Shared(msk.IsEmpty ? sa.Keys.Pi : msk);

    private AuthPayload Shared(ReadOnlySpan<byte> key) =>
        new(AuthMethod.SharedKey, PskAuthentication.Compute(sa.Suite.Prf, key, Octets));
}
