using Holdfast.Crypto;
using static Holdfast.Tests.Crypto.TestCertificate;

namespace Holdfast.Tests.Crypto;

/// <summary>CRLs (RFC 5280 5.1) and OCSP responses (RFC 6960 4.2.1) as tests want them.</summary>
internal static class TestRevocation
{
    internal const int Good = 0;
    internal const int Revoked = 1;
    internal const int Unknown = 2;

    private static byte[] Identifier => SignatureAlgorithms.Identifier(SignatureAlgorithm.EcdsaSha256).ToArray();

    internal static byte[] Crl(
        TestCertificate issuer, TestCertificate[] revoked, DateTimeOffset? from = null, DateTimeOffset? until = null,
        byte[][]? extensions = null)
    {
        byte[] since = Time(Now.AddDays(-3));
        byte[][] entries = [.. revoked.Select(one => Der.Wrap(Der.Sequence, Number(one.Serial), since))];
        byte[] number = Extension("551d14", false, Number(1));
        byte[] content = Der.Wrap(Der.Sequence,
            Number(1), Identifier, issuer.Subject, Time(from ?? Now.AddDays(-1)), Time(until ?? Now.AddDays(1)),
            entries.Length > 0 ? Der.Wrap(Der.Sequence, entries) : [],
            Der.Wrap(Der.Context(0), Der.Wrap(Der.Sequence, [number, .. extensions ?? []])));
        return Signed(issuer, content);
    }

    internal static byte[] Response(
        TestCertificate signer, TestCertificate issuer, TestCertificate subject, int status, DateTimeOffset? from = null,
        DateTimeOffset? until = null, TestCertificate? enclosed = null, HashAlgorithm hash = HashAlgorithm.Sha1)
    {
        byte[] nextUpdate = until == DateTimeOffset.MaxValue
            ? []
            : Der.Wrap(Der.Context(0), Time(until ?? Now.AddDays(1)));
        byte[] single = Der.Wrap(Der.Sequence,
            CertificateId(issuer, subject, hash), Status(status), Time(from ?? Now.AddHours(-1)), nextUpdate);
        byte[] content = Der.Wrap(Der.Sequence,
            Der.Wrap(Der.Context(1), signer.Subject), Time(Now), Der.Wrap(Der.Sequence, single));
        byte[] certificates = enclosed is null ? [] : Der.Wrap(Der.Context(0), Der.Wrap(Der.Sequence, enclosed.Encoded));
        byte[] signature = signer.Key.Sign(SignatureAlgorithm.EcdsaSha256, content);
        return Enclose(Der.Wrap(
            Der.Sequence, content, Identifier, Der.Wrap(Der.BitString, [0], signature), certificates));
    }

    /// <summary>An OCSPResponse without an answer.</summary>
    internal static byte[] Refusal(byte status) => Der.Wrap(Der.Sequence, Der.Wrap(0x0a, [status]));

    private static byte[] Enclose(byte[] basic) => Der.Wrap(Der.Sequence,
        Der.Wrap(0x0a, [0]),
        Der.Wrap(Der.Context(0), Der.Wrap(Der.Sequence, Oid("2b0601050507300101"), Der.Wrap(Der.OctetString, basic))));

    private static byte[] Status(int status) => status switch
    {
        Good => Der.Wrap(0x80),
        Revoked => Der.Wrap(Der.Context(1), Time(Now.AddDays(-3))),
        _ => Der.Wrap(0x82),
    };

    private static byte[] CertificateId(TestCertificate issuer, TestCertificate subject, HashAlgorithm hash)
    {
        byte[] name = new byte[Hash.Length(hash)], key = new byte[Hash.Length(hash)];
        Hash.Compute(hash, issuer.Subject, name);
        Hash.Compute(hash, KeyBits(issuer.PublicKey), key);
        byte[] identifier = Der.Wrap(Der.Sequence,
            Oid(hash == HashAlgorithm.Sha1 ? "2b0e03021a" : "608648016503040201"), Der.Wrap(5));
        return Der.Wrap(Der.Sequence,
            identifier, Der.Wrap(Der.OctetString, name), Der.Wrap(Der.OctetString, key), Number(subject.Serial));
    }

    private static ReadOnlySpan<byte> KeyBits(byte[] spki)
    {
        var outer = new DerReader(spki);
        outer.TryRead(Der.Sequence, out ReadOnlySpan<byte> content);
        var inner = new DerReader(content);
        inner.TrySkip(Der.Sequence);
        inner.TryRead(Der.BitString, out ReadOnlySpan<byte> bits);
        return bits[1..];
    }

    private static byte[] Signed(TestCertificate issuer, byte[] content) => Der.Wrap(Der.Sequence,
        content, Identifier, Der.Wrap(Der.BitString, [0], issuer.Key.Sign(SignatureAlgorithm.EcdsaSha256, content)));
}
