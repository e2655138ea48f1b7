using Holdfast.Crypto;

namespace Holdfast.Tests.Crypto;

/// <summary>What a test certificate shall be like.</summary>
internal sealed record CertificateWish
{
    /// <summary>keyCertSign and cRLSign, as a BIT STRING's content.</summary>
    internal static readonly byte[] CaUsage = [1, 0x06];

    internal string Subject { get; init; } = "";

    /// <summary>Null: signed by itself.</summary>
    internal TestCertificate? Issuer { get; init; }

    internal string? IssuerName { get; init; }

    internal int? Serial { get; init; }

    internal PrivateKey? Key { get; init; }

    internal byte[]? PublicKey { get; init; }

    internal DateTimeOffset NotBefore { get; init; } = TestCertificate.Now.AddDays(-30);

    internal DateTimeOffset NotAfter { get; init; } = TestCertificate.Now.AddDays(300);

    /// <summary>Null: no basic constraints.</summary>
    internal bool? IsCa { get; init; }

    internal int? PathLength { get; init; }

    internal byte[]? KeyUsage { get; init; }

    /// <summary>Object identifiers in hexadecimal.</summary>
    internal string[]? Purposes { get; init; }

    /// <summary>GeneralNames.</summary>
    internal byte[][] Names { get; init; } = [];

    internal byte[][] MoreExtensions { get; init; } = [];

    internal bool BadSignature { get; init; }

    internal bool Sha1 { get; init; }

    internal IEnumerable<byte[]> Extensions
    {
        get
        {
            if (IsCa is { } ca)
                yield return TestCertificate.Extension("551d13", true, Der.Wrap(Der.Sequence,
                    ca ? Der.Wrap(1, [0xff]) : [], PathLength is { } length ? TestCertificate.Number(length) : []));
            if (KeyUsage is not null)
                yield return TestCertificate.Extension("551d0f", true, Der.Wrap(Der.BitString, KeyUsage));
            if (Purposes is not null)
                yield return TestCertificate.Extension(
                    "551d25", false, Der.Wrap(Der.Sequence, [.. Purposes.Select(TestCertificate.Oid)]));
            if (Names.Length > 0)
                yield return TestCertificate.Extension("551d11", false, Der.Wrap(Der.Sequence, Names));
            foreach (byte[] extension in MoreExtensions)
                yield return extension;
        }
    }
}
