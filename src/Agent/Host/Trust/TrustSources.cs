using Holdfast.Crypto;
using Holdfast.Platform;
using Microsoft.Win32.SafeHandles;

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
        return Directory.Exists(path) ? TrustStore.FromFolder(path, Open) : TrustStore.FromFile(path, Open);
    }

    /// <summary>The same word; a path from this folder on.</summary>
    public static string Resolve(string word, string folder) =>
        word == SystemWord || word.StartsWith(PinPrefix, StringComparison.Ordinal) ? word : SecretSource.Resolve(word, folder);

    /// <summary>What is wrong with a resolved word; null for nothing. What lies there is read anew for each gateway.</summary>
    public static string? ProblemOf(string word)
    {
        if (word.StartsWith(PinPrefix, StringComparison.Ordinal))
            return null;
        if (SecretSource.ProblemOf(word) is { } noSource)
            return noSource;
        string path = word == SystemWord ? SystemBundle() : word;
        if (Follow(path) is { IsRegular: true } or { IsDirectory: true })
            return null;
        return word == SystemWord
            ? $"\"system\" finds no authorities here ({path} and its other usual places); install ca-certificates, or name a file or a folder"
            : $"{path} is neither a file nor a folder";
    }

    /// <summary>What is at the path, through links; nothing where that can't be found out.</summary>
    private static FileState Follow(string path)
    {
        try
        {
            return FileGuard.Inspect(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LinuxException)
        {
            return default;
        }
    }

    /// <summary>Never waits: what lies in a folder of certificates may be a pipe that nobody writes to.</summary>
    private static SafeFileHandle? Open(string path)
    {
        try
        {
            return FileGuard.OpenRegular(path);
        }
        catch (LinuxException failure)
        {
            throw new IOException(failure.Message);
        }
    }

    private static string SystemBundle() => Array.Find(SystemBundles, File.Exists) ?? SystemBundles[0];
}
