using Microsoft.Win32.SafeHandles;

namespace Holdfast.Crypto;

internal sealed class FolderTrustStore(string folder, Func<string, SafeFileHandle?> open) : TrustStore
{
    private const int MostFiles = 1000;

    internal override bool TryFind(
        IReadOnlyList<Certificate> received, out IReadOnlyList<Certificate> anchors, out string reason)
    {
        try
        {
            string[] files = [.. Directory.EnumerateFiles(folder).Where(IsCertificate).Take(MostFiles)];
            return new FileTrustStore(files, open, passesOver: true).TryFind(received, out anchors, out reason);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            anchors = [];
            reason = $"the folder of trusted certificates cannot be read: {error.Message}";
            return false;
        }
    }

    private static bool IsCertificate(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".pem" or ".crt" or ".cer" or ".der";
}
