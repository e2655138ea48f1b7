using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Path validation (RFC 5280 6) by OpenSSL, and rules of our own around it: which keys, which
/// purposes.</summary>
public static class PathValidator
{
    /// <summary>Of received certificates; the path itself has at most 10 intermediate ones.</summary>
    public const int MostCertificates = 100;

    private const uint DigitalSignature = 0x80;
    private const uint NonRepudiation = 0x40;
    private const uint KeyEncipherment = 0x20;
    private const uint KeyAgreement = 0x08;

    /// <summary>Whether there is a path from the leaf to an anchor of the store, valid at this time, for a leaf of this
    /// purpose. Nothing is fetched, and revocation is not looked at: see <see cref="CrlCheck"/> and
    /// <see cref="OcspCheck"/>, which need this path first.</summary>
    /// <param name="leaf">The certificate whose key signs.</param>
    /// <param name="others">What else was received, in any order; what belongs to no path does no harm.</param>
    public static PathResult Validate(
        Certificate leaf,
        IReadOnlyList<Certificate> others,
        TrustStore trust,
        DateTimeOffset at,
        PathPurpose purpose = PathPurpose.Gateway)
    {
        if (others.Count >= MostCertificates)
            return Fail(PathFault.TooManyCertificates, leaf, $"comes with {others.Count} others, too many", [leaf]);
        if (!trust.TryFind([leaf, .. others], out IReadOnlyList<Certificate> anchors, out string reason))
            return new PathResult(PathFault.StoreUnreadable, "", reason, [leaf]);
        using var store = new X509Store(anchors, at, flags: 0);
        X509Verification verification = X509Verification.Run(store, leaf, others);
        return verification.Error == 0
            ? Judge(verification.Chain, purpose)
            : Refuse(verification, leaf, at);
    }

    internal static PathResult Refuse(X509Verification verification, Certificate leaf, DateTimeOffset at)
    {
        Certificate culprit = verification.Culprit ?? leaf;
        return Fail(
            PathErrors.FaultOf(verification.Error), culprit,
            PathErrors.Describe(verification.Error, culprit, at), verification.Chain);
    }

    // OpenSSL has looked at everything but this.
    private static PathResult Judge(IReadOnlyList<Certificate> chain, PathPurpose purpose)
    {
        for (int i = 0; i < chain.Count; i++)
        {
            if (!PublicKey.TryImport(chain[i].ExportPublicKey(), out PublicKey? key, out string? reason))
                return Fail(PathFault.WeakKey, chain[i], $"has {reason}", chain);
            key.Dispose();
            bool isAnchor = i > 0 && i == chain.Count - 1;
            if (!isAnchor && !HasPurpose(chain[i].Purposes, purpose))
                return Fail(PathFault.Purpose, chain[i], "is not meant for a VPN gateway (extended key usage)", chain);
        }
        return HasUsage(chain[0].KeyUsage, purpose)
            ? new PathResult(PathFault.None, "", "", chain)
            : Fail(PathFault.KeyUsage, chain[0], "may not sign (key usage)", chain);
    }

    // An intermediate's purposes limit what it issues, as every web client has it, though RFC 5280 does not.
    private static bool HasPurpose(IReadOnlyList<string>? purposes, PathPurpose purpose) => purpose switch
    {
        _ when purposes is null || purpose == PathPurpose.Any => true,
        PathPurpose.Gateway => purposes.Any(one => one is ObjectIds.ServerAuth or ObjectIds.IkeIntermediate
            or ObjectIds.IpsecIke or ObjectIds.AnyPurpose),
        _ => purposes.Any(one => one is ObjectIds.ServerAuth or ObjectIds.AnyPurpose),
    };

    private static bool HasUsage(uint usage, PathPurpose purpose) => purpose switch
    {
        PathPurpose.Gateway => (usage & (DigitalSignature | NonRepudiation)) != 0,
        PathPurpose.TlsServer => (usage & (DigitalSignature | KeyEncipherment | KeyAgreement)) != 0,
        _ => true,
    };

    private static PathResult Fail(
        PathFault fault, Certificate culprit, string what, IReadOnlyList<Certificate> chain) =>
        new(fault, culprit.Subject, $"the certificate of '{culprit.Subject}' {what}", chain);
}
