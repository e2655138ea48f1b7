namespace Holdfast.Crypto;

/// <summary>Certificates in a file: one in DER, or any number in PEM. What else is in it is passed over.</summary>
public static class CertificateFile
{
    private static ReadOnlySpan<byte> Begin => "-----BEGIN CERTIFICATE-----"u8;

    private static ReadOnlySpan<byte> End => "-----END CERTIFICATE-----"u8;

    /// <summary>In the file's order; the caller's to dispose.</summary>
    public static IReadOnlyList<Certificate> Read(ReadOnlySpan<byte> content)
    {
        List<Certificate> certificates = [];
        if (Certificate.TryParse(content, out Certificate? one, out _))
            certificates.Add(one);
        else
            ReadPem(content, certificates);
        return certificates;
    }

    // Block by block, so that a key between them is not copied.
    internal static void ReadPem(ReadOnlySpan<byte> pem, List<Certificate> certificates)
    {
        while (true)
        {
            int start = pem.IndexOf(Begin);
            int length = start < 0 ? -1 : pem[start..].IndexOf(End);
            if (length < 0)
                return;
            byte[] block = pem.Slice(start, length + End.Length).ToArray();
            pem = pem[(start + block.Length)..];
            if (new PemReader(new MemoryStream(block)).TryRead(out _, out ReadOnlySpan<byte> der)
                && Certificate.TryParse(der, out Certificate? certificate, out _))
                certificates.Add(certificate);
        }
    }
}
