using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>A certificate with its key, made as a test wants it.</summary>
internal sealed class TestCertificate
{
    internal static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static int NextSerial;

    private TestCertificate(CertificateWish wish)
    {
        Wish = wish;
        Serial = wish.Serial ?? Interlocked.Increment(ref NextSerial);
        byte[] content = Content();
        byte[] identifier = SignatureAlgorithms.Identifier(Algorithm).ToArray();
        if (wish.Sha1)
            identifier = Convert.FromHexString("300d06092a864886f70d0101050500");
        content = Der.Wrap(Der.Sequence, Version3, Number(Serial), identifier, content);
        byte[] signature = SigningKey.Sign(wish.Sha1 ? SignatureAlgorithm.RsaPkcs1Sha1 : Algorithm, content);
        if (wish.BadSignature)
            signature[^1] ^= 1;
        Encoded = Der.Wrap(Der.Sequence, content, identifier, Der.Wrap(Der.BitString, [0], signature));
    }

    internal CertificateWish Wish { get; }

    internal int Serial { get; }

    internal byte[] Encoded { get; }

    internal PrivateKey Key => Wish.Key ?? Keys.Of(KeyKind.P256);

    internal byte[] Subject => Name(Wish.Subject);

    internal byte[] PublicKey => Wish.PublicKey ?? Key.ExportPublicKey();

    internal Certificate Certificate
    {
        get
        {
            Assert.True(Certificate.TryParse(Encoded, out Certificate? parsed, out string? reason), reason);
            return parsed;
        }
    }

    internal string Pem => Holdfast.Crypto.Pem.Encode("CERTIFICATE", Encoded);

    private static byte[] Version3 => Der.Wrap(Der.Context(0), Number(2));

    private PrivateKey SigningKey => Wish.Issuer?.Key ?? Key;

    private SignatureAlgorithm Algorithm => SigningKey.Kind switch
    {
        KeyKind.Rsa => SignatureAlgorithm.RsaPkcs1Sha256,
        KeyKind.Ed25519 => SignatureAlgorithm.Ed25519,
        _ => SignatureAlgorithm.EcdsaSha256,
    };

    internal static TestCertificate Make(CertificateWish wish) => new(wish);

    internal static TestCertificate Root(string name = "CN=Test Root", int key = 0) => Make(
        new CertificateWish
        {
            Subject = name, IsCa = true, KeyUsage = CertificateWish.CaUsage, Key = Keys.Of(KeyKind.P256, key),
        });

    /// <summary>A CA below this one.</summary>
    internal TestCertificate Ca(string name, int key = 1) => Make(
        new CertificateWish
        {
            Subject = name, Issuer = this, IsCa = true, KeyUsage = CertificateWish.CaUsage,
            Key = Keys.Of(KeyKind.P256, key),
        });

    /// <summary>A gateway's certificate below this CA.</summary>
    internal TestCertificate Leaf(string host = "gw.example", Func<CertificateWish, CertificateWish>? change = null)
    {
        var wish = new CertificateWish
        {
            Subject = $"CN={host}", Issuer = this, Key = Keys.Of(KeyKind.P256, 9), Names = [Dns(host)],
        };
        return Make(change is null ? wish : change(wish));
    }

    internal static byte[] Dns(string name) => Der.Wrap(0x82, Encoding.Latin1.GetBytes(name));

    internal static byte[] Email(string name) => Der.Wrap(0x81, Encoding.Latin1.GetBytes(name));

    internal static byte[] Ip(string address) => Der.Wrap(0x87, IPAddress.Parse(address).GetAddressBytes());

    internal static byte[] Url(string url) => Der.Wrap(0x86, Encoding.ASCII.GetBytes(url));

    internal static byte[] Oid(string hex) => Der.Wrap(Der.ObjectIdentifier, Convert.FromHexString(hex));

    internal static byte[] Number(int value) =>
        Der.Number([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    internal static byte[] Name(string text)
    {
        if (text.Length == 0)
            return Der.Wrap(Der.Sequence);
        Assert.True(DistinguishedName.TryEncode(text, out byte[]? name, out string? reason), reason);
        return name;
    }

    internal static byte[] Time(DateTimeOffset time)
    {
        string text = time.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
        return Der.Wrap(0x18, Encoding.ASCII.GetBytes(text));
    }

    internal static byte[] Extension(string oid, bool critical, byte[] value) => Der.Wrap(
        Der.Sequence, Oid(oid), critical ? Der.Wrap(1, [0xff]) : [], Der.Wrap(Der.OctetString, value));

    private byte[] Content()
    {
        byte[] validity = Der.Wrap(Der.Sequence, Time(Wish.NotBefore), Time(Wish.NotAfter));
        byte[] extensions = Der.Wrap(Der.Context(3), Der.Wrap(Der.Sequence, [.. Wish.Extensions]));
        byte[] issuer = Name(Wish.IssuerName ?? Wish.Issuer?.Wish.Subject ?? Wish.Subject);
        return [.. issuer, .. validity, .. Subject, .. PublicKey, .. extensions];
    }
}
