using Holdfast.Ike.Connecting;
using Holdfast.Ike.Keys;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>Our AUTH payload of one round, and the certificates for it.</summary>
/// <param name="identity">IDi of this round (RFC 4739 section 2.1), the same through all exchanges of EAP.</param>
public sealed class OwnAuth(IkeSa sa, InitResponse init, Credential credential, IdPayload identity)
{
    public IdPayload Identity { get; } = identity;

    private byte[] Octets => SignedOctets.Of(
        sa.Suite.Prf, sa.Keys.Pi, init.Transcript.Request.Span, init.Transcript.NonceR, Identity);

    /// <summary>Beside IDi; nothing where EAP comes first (RFC 7296 section 2.16).</summary>
    public IReadOnlyList<Payload> Payloads() => credential switch
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
