using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Lab.Tools;

/// <summary>A key that .NET has no class for, made by openssl (RFC 8410).</summary>
public sealed class Ed25519Key : AsymmetricAlgorithm
{
    private const int KeySize25519 = 256;

    private readonly byte[] _pkcs8;

    private Ed25519Key(byte[] pkcs8, PublicKey publicKey)
    {
        (_pkcs8, PublicKey) = (pkcs8, publicKey);
        KeySizeValue = KeySize25519;
    }

    public PublicKey PublicKey { get; }

    public static Ed25519Key Generate()
    {
        string pem = Command.Check(["openssl", "genpkey", "-algorithm", "ed25519"]);
        string publicPem = Command.Check(["openssl", "pkey", "-pubout"], pem);
        return new Ed25519Key(Der(pem), PublicKey.CreateFromSubjectPublicKeyInfo(Der(publicPem), out _));
    }

    public override byte[] ExportPkcs8PrivateKey() => [.. _pkcs8];

    private static byte[] Der(string pem)
    {
        PemFields fields = PemEncoding.Find(pem);
        return Convert.FromBase64String(pem[fields.Base64Data]);
    }
}
