using System.Text;
using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Host.Trust;

/// <summary>Whether a certificate is for an IKE identity (RFC 4945 section 3.1).</summary>
public static class GatewayName
{
    public static bool Fits(Certificate certificate, IdPayload id) => id.IdType switch
    {
        IdType.Fqdn => CertificateIdentity.MatchesHost(certificate, Encoding.UTF8.GetString(id.Data.Span)),
        IdType.Rfc822Address => CertificateIdentity.MatchesEmail(certificate, id.Data.Span),
        IdType.Ipv4Address or IdType.Ipv6Address => CertificateIdentity.MatchesAddress(certificate, id.Data.Span),
        IdType.DerAsn1Dn => CertificateIdentity.MatchesName(certificate, id.Data.Span),
        _ => false,
    };
}
