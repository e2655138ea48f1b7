using System.Text;
using Holdfast.Crypto;
using Holdfast.Host.Http;

namespace Holdfast.Host.Trust;

/// <summary>Where to ask about one certificate, and how to read what comes.</summary>
public sealed record RevocationSource(HttpRequest Request, bool IsOcsp)
{
    private const int MostOcspBytes = 32 * 1024, MostCrlBytes = 2 * 1024 * 1024;
    private const int MostOfAKind = 3;

    /// <summary>A name for a file.</summary>
    public string Key
    {
        get
        {
            Span<byte> digest = stackalloc byte[Hash.Length(HashAlgorithm.Sha256)];
            Hash.Compute(HashAlgorithm.Sha256, (byte[])[.. Encoding.ASCII.GetBytes($"{Request.Url.Authority}{Request.Url.Target}\n"), .. Request.Body], digest);
            return $"{(IsOcsp ? "ocsp" : "crl")}-{Convert.ToHexStringLower(digest[..12])}";
        }
    }

    public int MostBytes => Request.MostBytes;

    /// <summary>Responders first, as they say less.</summary>
    public static IEnumerable<RevocationSource> Of(PathResult path, int index)
    {
        Certificate certificate = path.Chain[index];
        foreach (HttpUrl url in Usable(certificate.OcspUrls))
            yield return new RevocationSource(new HttpRequest(url, OcspCheck.Request(path, index), "application/ocsp-request", MostOcspBytes), true);
        foreach (HttpUrl url in Usable(certificate.CrlUrls))
            yield return new RevocationSource(new HttpRequest(url, [], "", MostCrlBytes), false);
    }

    public RevocationResult Judge(PathResult path, int index, byte[] answer, DateTimeOffset now) => IsOcsp
        ? OcspCheck.Check(path, index, answer, now)
        : CrlCheck.Check(path, index, [answer], now);

    private static IEnumerable<HttpUrl> Usable(IReadOnlyList<string> urls)
    {
        foreach (string text in urls.Take(MostOfAKind))
        {
            if (HttpUrl.TryParse(text, out HttpUrl? url))
                yield return url;
        }
    }
}
