using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Holdfast.Tests.Host.Update;

/// <summary>Makes signify's files as a builder does, by another library than the one that verifies them.</summary>
internal sealed class Signer : IDisposable
{
    private readonly Key _key = Key.Import(SignatureAlgorithm.Ed25519, RandomNumberGenerator.GetBytes(32), KeyBlobFormat.RawPrivateKey);
    private readonly byte[] _number = RandomNumberGenerator.GetBytes(8);

    /// <summary>As in 0123456789abcdef.</summary>
    public string Number => Convert.ToHexStringLower(_number);

    public byte[] PublicKey => File("test public key", _key.PublicKey.Export(KeyBlobFormat.RawPublicKey), "");

    public byte[] Sign(string message) => File("verify with test.pub", SignatureAlgorithm.Ed25519.Sign(_key, Encoding.ASCII.GetBytes(message)), message);

    /// <summary>Of an executable: its signature, for this machine.</summary>
    public byte[] Sign(byte[] executable, string version, string target = "linux-x64") =>
        Sign($"SHA256 (holdfast-{version}-{target}) = {Convert.ToHexStringLower(SHA256.HashData(executable))}\n");

    public void Dispose() => _key.Dispose();

    private byte[] File(string comment, byte[] value, string message) =>
        Encoding.ASCII.GetBytes($"untrusted comment: {comment}\n{Convert.ToBase64String([.. "Ed"u8, .. _number, .. value])}\n{message}");
}
