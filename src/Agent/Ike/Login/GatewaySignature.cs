using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Login;

/// <summary>The gateway's certificates as they come, and that it has the key of the first (RFC 7296 section 3.6).</summary>
public static class GatewaySignature
{
    /// <summary>So many are looked at; more are of no use to anyone but who wants us to work.</summary>
    private const int MostCertificates = 12;

    public static IkeFault? Check(
        IdPayload id, AuthPayload auth, IReadOnlyList<Payload> payloads, ReadOnlySpan<byte> octets, out GatewayClaim? claim)
    {
        claim = null;
        CertPayload[] all = [.. payloads.OfType<CertPayload>()];
        ReadOnlyMemory<byte>[] certificates =
            [.. all.Where(c => c.Encoding == CertificateEncoding.X509Signature).Select(c => c.Data).Take(MostCertificates)];
        if (certificates.Length == 0)
            return IkeFault.NotAuthentic("the gateway sends no certificate");
        if (!Certificate.TryParse(certificates[0].Span, out Certificate? own, out string? reason))
            return IkeFault.NotAuthentic($"the gateway's certificate can't be used: {reason}");
        using (own)
        {
            if (!PublicKey.TryImport(own.ExportPublicKey(), out PublicKey? key, out reason))
                return IkeFault.NotAuthentic($"the gateway's certificate can't be used: {reason}");
            using (key)
            {
                if (SignatureAuth.Verify(key, auth, octets) is { } problem)
                    return IkeFault.NotAuthentic(problem);
            }
        }

        claim = new GatewayClaim(id, certificates,
            [.. all.Where(c => c.Encoding is CertificateEncoding.Crl or CertificateEncoding.OcspContent)]);
        return null;
    }
}
