using Holdfast.Crypto;
using Holdfast.Ike.Connecting;
using Holdfast.Ike.Keys;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>Our AUTH payload of one round, and the certificates for it.</summary>
/// <param name="identity">IDi of this round (RFC 4739 section 2.1), the same through all exchanges of EAP.</param>
/// <param name="ppk">Null where none is used.</param>
public sealed class OwnAuth(IkeSa sa, InitResponse init, Credential credential, IdPayload identity, PpkLogin? ppk)
{
    public IdPayload Identity { get; } = identity;

    /// <summary>Beside IDi; nothing where EAP comes first (RFC 7296 section 2.16).</summary>
    public IReadOnlyList<Payload> Payloads() => credential switch
    {
        SharedKey psk => Prove(skPi => Shared(psk.Secret.Span, skPi)),
        OwnCertificate { Own: { } own } =>
        [
            .. own.Chain.Select(certificate => new CertPayload(CertificateEncoding.X509Signature, certificate.Export())),
            .. Prove(skPi => SignatureAuth.Sign(own.Key, init.SignatureHashes, Octets(skPi), init.Methods)),
        ],
        _ => [],
    };

    /// <summary>After EAP: by the method's key, or by SK_pi where it made none.</summary>
    public IReadOnlyList<Payload> AfterEap(SecretBytes? msk) => Prove(skPi => Shared(msk is null ? skPi : msk.Span, skPi));

    /// <summary>AUTH by SK_pi, the one that a PPK is mixed into where one is used.</summary>
    private IReadOnlyList<Payload> Prove(Func<ReadOnlySpan<byte>, AuthPayload> prove) =>
        ppk is null ? [prove(sa.Keys.Pi)] : [prove(ppk.Pi), .. ppk.Notify(() => prove(sa.Keys.Pi).Data)];

    private AuthPayload Shared(ReadOnlySpan<byte> key, ReadOnlySpan<byte> skPi) =>
        new(AuthMethod.SharedKey, PskAuthentication.Compute(sa.Suite.Prf, key, Octets(skPi)));

    private byte[] Octets(ReadOnlySpan<byte> skPi) => SignedOctets.Of(
        sa.Suite.Prf, skPi, init.Transcript.ByInitiator.Span, init.Transcript.NonceR, Identity,
        init.Transcript.IntAuth.Span);
}
