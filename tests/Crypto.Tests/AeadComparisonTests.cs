using System.Security.Cryptography;
using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>Our ciphers against .NET's, which run on another build of the library.</summary>
public sealed class AeadComparisonTests
{
    private delegate void Sealing(byte[] key, byte[] nonce, byte[] message, byte[] data, byte[] tag, byte[] associated);

    [Fact]
    public void Aes_128_gcm_agrees_with_another_library() => Compare(AeadAlgorithm.Aes128Gcm, SealGcm);

    [Fact]
    public void Aes_256_gcm_agrees_with_another_library() => Compare(AeadAlgorithm.Aes256Gcm, SealGcm);

    [Fact]
    public void ChaCha20_poly1305_agrees_with_another_library() => Compare(AeadAlgorithm.ChaCha20Poly1305, SealChaCha);

    private static void Compare(AeadAlgorithm algorithm, Sealing sealTheirs)
    {
        var random = new SeededRandom(4);
        for (int i = 0; i < 600; i++)
        {
            byte[] key = random.Bytes(Aead.KeyLength(algorithm)), nonce = random.Bytes(Aead.NonceLength);
            byte[] message = random.Bytes(i < 300 ? i : random.Below(2000)), associated = random.Bytes(random.Below(150)); // around every block
            byte[] plain = [.. message];
            byte[] expected = new byte[message.Length], expectedTag = new byte[Aead.TagLength];
            sealTheirs(key, nonce, message, expected, expectedTag, associated);

            using Aead aead = Aead.Create(algorithm, key);
            byte[] tag = new byte[Aead.TagLength];
            aead.Seal(nonce, associated, message, tag);
            Assert.Equal(expected, message);
            Assert.Equal(expectedTag, tag);
            Assert.True(aead.TryOpen(nonce, associated, expected, expectedTag));
            Assert.Equal(plain, expected);
        }
    }

    private static void SealGcm(byte[] key, byte[] nonce, byte[] message, byte[] data, byte[] tag, byte[] associated)
    {
        using var theirs = new AesGcm(key, Aead.TagLength);
        theirs.Encrypt(nonce, message, data, tag, associated);
    }

    private static void SealChaCha(byte[] key, byte[] nonce, byte[] message, byte[] data, byte[] tag, byte[] associated)
    {
        using var theirs = new ChaCha20Poly1305(key);
        theirs.Encrypt(nonce, message, data, tag, associated);
    }
}
