using Microsoft.Win32.SafeHandles;

namespace Holdfast.Crypto;

/// <param name="open">Opens a file without waiting for anybody; null: it is none.</param>
/// <param name="passesOver">What is no file does not make the others useless.</param>
internal sealed class FileTrustStore(IReadOnlyList<string> paths, Func<string, SafeFileHandle?> open, bool passesOver = false) : TrustStore
{
    private const byte DerStart = Der.Sequence;

    internal override bool TryFind(
        IReadOnlyList<Certificate> received, out IReadOnlyList<Certificate> anchors, out string reason)
    {
        var search = new AnchorSearch(received);
        anchors = search.Found;
        reason = "";
        try
        {
            foreach (string path in paths)
            {
                if (!TrySearch(path, search) && !passesOver)
                {
                    reason = $"the trusted certificates cannot be read: {path} is not a file";
                    return false;
                }
            }

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            reason = $"the trusted certificates cannot be read: {error.Message}";
            return false;
        }
    }

    /// <summary>As .NET opens it: a pipe waits for its writer.</summary>
    internal static SafeFileHandle Open(string path) => File.OpenHandle(path);

    private bool TrySearch(string path, AnchorSearch search)
    {
        if (open(path) is not { } handle)
            return false;
        using var file = new SequentialFile(handle);
        int first = file.ReadByte();
        file.Position = 0;
        if (first == DerStart)
            OfferWhole(file, search);
        else
            OfferBlocks(new PemReader(file), search);
        return true;
    }

    private static void OfferWhole(SequentialFile file, AnchorSearch search)
    {
        byte[] der = new byte[Certificate.MaxLength];
        int length = file.ReadAtLeast(der, der.Length, throwOnEndOfStream: false);
        search.Offer(der.AsSpan(0, length));
    }

    private static void OfferBlocks(PemReader reader, AnchorSearch search)
    {
        while (reader.TryRead(out string label, out ReadOnlySpan<byte> der))
        {
            if (label is "CERTIFICATE" or "X509 CERTIFICATE")
                search.Offer(der);
        }
    }
}
