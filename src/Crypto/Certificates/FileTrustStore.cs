namespace Holdfast.Crypto;

internal sealed class FileTrustStore(IReadOnlyList<string> paths) : TrustStore
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
                Search(path, search);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            reason = $"the trusted certificates cannot be read: {error.Message}";
            return false;
        }
    }

    private static void Search(string path, AnchorSearch search)
    {
        using var file = new SequentialFile(path);
        int first = file.ReadByte();
        file.Position = 0;
        if (first == DerStart)
            OfferWhole(file, search);
        else
            OfferBlocks(new PemReader(file), search);
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
