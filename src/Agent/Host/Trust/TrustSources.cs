using Holdfast.Crypto;

namespace Holdfast.Host.Trust;

/// <summary>From the words of the configuration to what a chain may end at.</summary>
public static class TrustSources
{
    private const string SystemWord = "system", PinPrefix = "sha256:";

    /// <summary>Debian and OpenWrt, Alpine, Fedora, SUSE; the first that is there.</summary>
    private static readonly string[] SystemBundles =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    ];

    /// <param name="word">A path, if it is none of the other words, is absolute.</param>
    public static TrustStore Find(string word)
    {
        if (word.StartsWith(PinPrefix, StringComparison.Ordinal))
            return TrustStore.FromPublicKeyHash(Convert.FromHexString(word.AsSpan(PinPrefix.Length)));
        string path = word == SystemWord ? SystemBundle() : word;
        return Directory.Exists(path) ? TrustStore.FromFolder(path) : TrustStore.FromFile(path);
    }

    /// <summary>The same word; a path from this folder on.</summary>
    public static string Resolve(string word, string folder) =>
        word == SystemWord || word.StartsWith(PinPrefix, StringComparison.Ordinal) ? word : Path.GetFullPath(word, folder);

    private static string SystemBundle() => Array.Find(SystemBundles, File.Exists) ?? SystemBundles[0];
}
