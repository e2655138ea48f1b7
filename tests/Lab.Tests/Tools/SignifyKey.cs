using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Lab.Tools;

/// <summary>A builder's key, and what it signs, in the files of signify(1).</summary>
public sealed class SignifyKey : IDisposable
{
    private static readonly byte[] Number = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly Ed25519Key _key = Ed25519Key.Generate();

    public string PublicFile => File("builder's public key", _key.PublicKey.EncodedKeyValue.RawData, "");

    /// <summary>Puts a signature beside an executable.</summary>
    /// <param name="target">Such as linux-x64.</param>
    public void Sign(string executable, string version, string target)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(executable)));
        var message = $"SHA256 (holdfast-{version}-{target}) = {digest}\n";
        System.IO.File.WriteAllText($"{executable}.sig", File("verify with update.pub", Sign(message), message));
    }

    public void Dispose() => _key.Dispose();

    // openssl wants the message in a file for this algorithm.
    private byte[] Sign(string message)
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-lab-");
        try
        {
            var (key, text, signature) = (Path.Combine(folder.FullName, "key"), Path.Combine(folder.FullName, "text"), Path.Combine(folder.FullName, "signature"));
            System.IO.File.WriteAllText(key, PemEncoding.WriteString("PRIVATE KEY", _key.ExportPkcs8PrivateKey()));
            System.IO.File.WriteAllText(text, message);
            Command.Check(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", text, "-out", signature]);
            return System.IO.File.ReadAllBytes(signature);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string File(string comment, byte[] value, string message) =>
        $"untrusted comment: {comment}\n{Convert.ToBase64String([.. "Ed"u8, .. Number, .. value])}\n{message}";
}
