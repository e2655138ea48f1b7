using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Lab.Gateway;

/// <summary>A private key, its certificate, and those between it and the authority.</summary>
public sealed record CertifiedKey(X509Certificate2 Certificate, AsymmetricAlgorithm Key, IReadOnlyList<X509Certificate2> Issuers)
{
    /// <summary>PEM files by their places below swanctl's folder.</summary>
    public IEnumerable<(string Path, string Text)> Files(string file = SwanctlFile.CertificateFile) =>
    [
        ($"x509/{file}", Certificate.ExportCertificatePem()),
        ($"private/{file}", Key.ExportPkcs8PrivateKeyPem()),
        // The root is trusted by what it is in the folder for.
        .. Issuers.Select((issuer, i) => ($"x509ca/{i}.pem", issuer.ExportCertificatePem())),
    ];

    public void Write(string folder, string file = SwanctlFile.CertificateFile)
    {
        foreach ((string place, string text) in Files(file))
        {
            string path = Path.Combine(folder, place);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo.</summary>
    public string Pin() => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Certificate.PublicKey.ExportSubjectPublicKeyInfo()))}";
}
