using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>One case of NIST's Public Key Interoperability Test Suite: a signed message with the certificates and CRLs
/// that belong to it (RFC 5652 5.1).</summary>
internal sealed class PkitsMessage
{
    private readonly List<byte[]> _certificates;

    private PkitsMessage(List<byte[]> certificates, List<byte[]> crls, byte[] signer)
    {
        _certificates = certificates;
        Crls = [.. crls.Select(crl => new ReadOnlyMemory<byte>(crl))];
        Signer = _certificates.Single(certificate => IssuerAndSerial(certificate).SequenceEqual(signer));
    }

    /// <summary>In DER.</summary>
    internal byte[] Signer { get; }

    internal IEnumerable<byte[]> Others => _certificates.Where(certificate => certificate != Signer);

    internal IReadOnlyList<ReadOnlyMemory<byte>> Crls { get; }

    internal static PkitsMessage Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        int start = Array.FindIndex(lines, line => line.StartsWith("Content-Type: application/pkcs7-signature"));
        start = Array.FindIndex(lines, start, line => line.Length == 0);
        int end = Array.FindIndex(lines, start, line => line.StartsWith("--"));
        byte[] message = Convert.FromBase64String(string.Concat(lines[(start + 1)..end]));
        var contentInfo = new DerReader(Content(message, Der.Sequence));
        Assert.True(contentInfo.TrySkip(Der.ObjectIdentifier));
        Assert.True(contentInfo.TryRead(Der.Context(0), out ReadOnlySpan<byte> signedData));
        var reader = new DerReader(Content(signedData, Der.Sequence));
        Assert.True(reader.TrySkip(Der.Integer) && reader.TrySkip(Der.Set) && reader.TrySkip(Der.Sequence));
        List<byte[]> certificates = Items(ref reader, Der.Context(0)), crls = Items(ref reader, Der.Context(1));
        Assert.True(reader.TryRead(Der.Set, out ReadOnlySpan<byte> signers));
        return new PkitsMessage(certificates, crls, Signers(signers));
    }

    private static byte[] Signers(ReadOnlySpan<byte> signers)
    {
        var signer = new DerReader(Content(signers, Der.Sequence));
        Assert.True(signer.TrySkip(Der.Integer));
        Assert.True(signer.TryRead(Der.Sequence, out ReadOnlySpan<byte> issuerAndSerial));
        return issuerAndSerial.ToArray();
    }

    private static byte[] IssuerAndSerial(byte[] certificate)
    {
        var outer = new DerReader(Content(certificate, Der.Sequence));
        Assert.True(outer.TryRead(Der.Sequence, out ReadOnlySpan<byte> content));
        var reader = new DerReader(content);
        reader.TrySkip(Der.Context(0));
        Assert.True(reader.TryReadWhole(Der.Integer, out ReadOnlySpan<byte> serial));
        Assert.True(reader.TrySkip(Der.Sequence));
        Assert.True(reader.TryReadWhole(Der.Sequence, out ReadOnlySpan<byte> issuer));
        return [.. issuer, .. serial];
    }

    private static List<byte[]> Items(ref DerReader reader, byte tag)
    {
        var items = new List<byte[]>();
        if (!reader.TryRead(tag, out ReadOnlySpan<byte> list))
            return items;
        var inner = new DerReader(list);
        while (inner.TryReadWhole(Der.Sequence, out ReadOnlySpan<byte> item))
            items.Add(item.ToArray());
        return items;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> value, byte tag)
    {
        var reader = new DerReader(value);
        Assert.True(reader.TryRead(tag, out ReadOnlySpan<byte> content));
        return content;
    }
}
