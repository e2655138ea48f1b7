using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Tests.Host.Trust;

/// <summary>A folder with a site's key and certificate, as an operator puts them there and renews them.</summary>
internal sealed class KeyFiles : IDisposable
{
    /// <summary>Lines of a configuration that logs in by them.</summary>
    public const string Login = "\"certificate\": \"site.pem\", \"privateKey\": \"site.key\", \"trust\": \"./site.pem\"";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;

    public string this[string name] => Path.Combine(_folder, name);

    public string Certificate => this["site.pem"];

    public string Key => this["site.key"];

    /// <summary>Closed to others, and never half there.</summary>
    public string Put(string name, string text, UnixFileMode mode = Private)
    {
        string temporary = this[$"{name}.new"];
        File.WriteAllText(temporary, text);
        File.SetUnixFileMode(temporary, mode);
        File.Move(temporary, this[name], overwrite: true);
        return this[name];
    }

    /// <summary>A new key and a certificate for it.</summary>
    public void Renew(string subject, DateTimeOffset? notAfter = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Put("site.key", key.ExportPkcs8PrivateKeyPem());
        Put("site.pem", Issue(subject, key, notAfter));
    }

    public static string Issue(string subject, ECDsa key, DateTimeOffset? notAfter = null)
    {
        DateTimeOffset end = notAfter ?? DateTimeOffset.UtcNow.AddDays(90);
        using X509Certificate2 made = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(end.AddDays(-365), end);
        return made.ExportCertificatePem();
    }

    /// <summary>A configuration beside them.</summary>
    public string Configure(string keys) => Put("agent.json", $"{{ \"gateway\": \"gw.example.org\", {keys} }}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
