using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Looks a certificate up in certificate revocation lists (RFC 5280 6.3): the issuer's signature, the validity
/// and the scope of each list, indirect lists and delta lists included.</summary>
public static class CrlCheck
{
    /// <summary>About one certificate of a path that is valid.</summary>
    /// <param name="path">From <see cref="PathValidator.Validate"/>.</param>
    /// <param name="index">Of the certificate in the path's chain; the anchor has no CRL.</param>
    /// <param name="crls">In DER, from any source; what is none is passed over.</param>
    /// <param name="others">Certificates that may have signed a CRL in the issuer's stead.</param>
    public static RevocationResult Check(
        PathResult path,
        int index,
        IReadOnlyList<ReadOnlyMemory<byte>> crls,
        DateTimeOffset at,
        params IReadOnlyList<Certificate> others)
    {
        if (!path.IsValid || index < 0 || index >= path.Chain.Count - 1)
            throw new ArgumentException("not a certificate of a valid path with an issuer", nameof(index));
        IReadOnlyList<CrlHandle> lists = Parse(crls);
        try
        {
            return Check(path.Chain, index, lists, at, others);
        }
        finally
        {
            foreach (CrlHandle list in lists)
                list.Dispose();
        }
    }

    private static RevocationResult Check(
        IReadOnlyList<Certificate> chain, int index, IReadOnlyList<CrlHandle> lists, DateTimeOffset at,
        IReadOnlyList<Certificate> others)
    {
        using var store = new X509Store([chain[^1]], at, X509Store.CheckCrls);
        Certificate subject = chain[index];
        X509Verification verification = X509Verification.Run(
            store, chain[0], [.. chain.Skip(1), .. others], lists, index);
        if (verification.Error == 0 && !IsSame(verification.Chain, chain, index))
            return new RevocationResult(RevocationStatus.Unknown, "the CRLs belong to another path", null);
        DateTimeOffset? next = lists.Min(list => list.NextUpdate);
        return PathErrors.FaultOf(verification.Error) switch
        {
            PathFault.None => new RevocationResult(RevocationStatus.Good, "", next),
            PathFault.Revoked => new RevocationResult(RevocationStatus.Revoked, Revoked(subject, lists), next),
            _ => new RevocationResult(
                RevocationStatus.Unknown,
                $"no CRL is of use for the certificate of '{subject.Subject}': "
                    + PathErrors.Describe(verification.Error, subject, at),
                null),
        };
    }

    private static bool IsSame(IReadOnlyList<Certificate> built, IReadOnlyList<Certificate> chain, int index) =>
        index < built.Count
        && LibCryptoX509.X509_cmp(built[index].Handle.Pointer, chain[index].Handle.Pointer) == 0;

    private static string Revoked(Certificate certificate, IReadOnlyList<CrlHandle> lists)
    {
        DateTimeOffset? since = lists.Min(list => list.RevocationTime(certificate));
        string when = since is null ? "" : $" on {PathErrors.Text(since)}";
        return $"the certificate of '{certificate.Subject}' was revoked{when}";
    }

    private static List<CrlHandle> Parse(IReadOnlyList<ReadOnlyMemory<byte>> crls)
    {
        var lists = new List<CrlHandle>();
        foreach (ReadOnlyMemory<byte> crl in crls)
        {
            CrlHandle? list = CrlHandle.TryParse(crl.Span);
            if (list is { IsWellSigned: true })
                lists.Add(list);
            else
                list?.Dispose();
        }
        return lists;
    }
}
