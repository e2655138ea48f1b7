using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>
/// Who the gateway says to be, with what is to show it. It has the key of the first certificate: that was checked. Whether the
/// certificate is good, and the name's, is for the session's owner to find out.
/// </summary>
/// <param name="Certificates">DER, the gateway's own first; the others in any order, or of no use.</param>
/// <param name="Revocations">What came along of CRLs and OCSP responses (RFC 4806), DER.</param>
public sealed record GatewayClaim(
    IdPayload Identity, IReadOnlyList<ReadOnlyMemory<byte>> Certificates, IReadOnlyList<CertPayload> Revocations)
{
    /// <summary>What the certificate has to be for: a gateway's AUTH, or the TLS server inside EAP.</summary>
    public PathPurpose Purpose { get; init; }
}
