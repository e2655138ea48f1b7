using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Lab.Gateway;

/// <summary>A private key, its certificate, and those between it and the authority.</summary>
public sealed record CertifiedKey(X509Certificate2 Certificate, AsymmetricAlgorithm Key, IReadOnlyList<X509Certificate2> Issuers)
{
    /// <summary>Into swanctl's folder.</summary>
    public void Write(string folder, string file = SwanctlFile.CertificateFile)
    {
        string In(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        File.WriteAllText(Path.Combine(In("x509"), file), Certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(In("private"), file), Key.ExportPkcs8PrivateKeyPem());
        // The root is trusted by what it is in the folder for.
        foreach ((int i, X509Certificate2 issuer) in Issuers.Index())
            File.WriteAllText(Path.Combine(In("x509ca"), $"{i}.pem"), issuer.ExportCertificatePem());
    }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo.</summary>
    public string Pin() => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Certificate.PublicKey.ExportSubjectPublicKeyInfo()))}";
}
