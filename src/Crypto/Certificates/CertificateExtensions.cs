using System.Diagnostics.CodeAnalysis;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>What the extensions of a certificate name.</summary>
/// <param name="Purposes">Null where there is no extended key usage.</param>
internal readonly record struct CertificateExtensions(
    IReadOnlyList<GeneralName> Names,
    IReadOnlyList<string>? Purposes,
    IReadOnlyList<string> CrlUrls,
    IReadOnlyList<string> OcspUrls)
{
    // Numbers of openssl/obj_mac.h.
    private const int SubjectAltName = 85;
    private const int CrlDistributionPoints = 103;
    private const int ExtendedKeyUsage = 126;
    private const int AuthorityInfoAccess = 177;

    private const uint InvalidFlag = 0x80; // EXFLAG_INVALID: an extension that cannot be read

    private delegate bool Reader<T>(ReadOnlySpan<byte> value, List<T> items);

    /// <summary>False with a reason if one of them is malformed or comes twice.</summary>
    internal static bool TryRead(
        X509Handle certificate, out CertificateExtensions parts, [NotNullWhen(false)] out string? reason)
    {
        parts = default;
        uint flags = LibCryptoX509.X509_get_extension_flags(certificate.Pointer);
        OpenSsl.ClearErrors();
        string malformed = "";
        var names = Read<GeneralName>(certificate, SubjectAltName, ExtensionReader.TryReadNames, ref malformed);
        var purposes = Read<string>(certificate, ExtendedKeyUsage, ExtensionReader.TryReadIdentifiers, ref malformed);
        var crlUrls = Read<string>(certificate, CrlDistributionPoints, ExtensionReader.TryReadCrlUrls, ref malformed);
        var ocspUrls = Read<string>(certificate, AuthorityInfoAccess, ExtensionReader.TryReadOcspUrls, ref malformed);
        if ((flags & InvalidFlag) != 0 || malformed.Length > 0)
        {
            reason = $"has a malformed {(malformed.Length > 0 ? malformed : "extension")}";
            return false;
        }
        parts = new CertificateExtensions(names ?? [], purposes, crlUrls ?? [], ocspUrls ?? []);
        reason = null;
        return true;
    }

    private static List<T>? Read<T>(X509Handle certificate, int nid, Reader<T> read, ref string malformed)
    {
        ReadOnlySpan<byte> value = certificate.Extension(nid, out bool isPresent, out bool isDoubled);
        var items = new List<T>();
        if (isPresent && (isDoubled || !read(value, items)))
            malformed = NameOf(nid);
        return isPresent ? items : null;
    }

    private static string NameOf(int nid) => nid switch
    {
        SubjectAltName => "subjectAltName",
        ExtendedKeyUsage => "extended key usage",
        CrlDistributionPoints => "CRL distribution point",
        _ => "authority information access",
    };
}
