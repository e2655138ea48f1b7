using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Lab.Tools;

/// <summary>As many authorities as a system trusts.</summary>
public static class AuthorityBundle
{
    /// <summary>About as many as Debian's ca-certificates has.</summary>
    public const int Count = 140;

    /// <summary>PEM; all but one, which comes last, are of no use.</summary>
    public static string With(Authority authority)
    {
        using RSA key = RSA.Create(4096);
        return string.Concat(Enumerable.Range(1, Count - 1).Select(i => Root(i, key).ExportCertificatePem() + "\n"))
            + authority.Certificate.ExportCertificatePem() + "\n";
    }

    private static X509Certificate2 Root(int number, RSA key)
    {
        CertificateRequest request = new(
            $"CN=Root {number}, OU=Certification authorities, O=Trust services {number}, C=DE", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddYears(10));
    }
}
