using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class WycheproofCipherTests
{
    [Fact]
    public void Aes_gcm_answers_as_wycheproof_says() => RunAead(
        "aes_gcm_test.json", 120,
        keyBits => keyBits == 128 ? AeadAlgorithm.Aes128Gcm : keyBits == 256 ? AeadAlgorithm.Aes256Gcm : null);

    [Fact]
    public void ChaCha20_poly1305_answers_as_wycheproof_says() =>
        RunAead("chacha20_poly1305_test.json", 300, _ => AeadAlgorithm.ChaCha20Poly1305);

    [Fact]
    public void Aes_cbc_answers_as_wycheproof_says()
    {
        using var file = VectorFiles.Wycheproof("aes_cbc_pkcs5_test.json");
        int used = 0;
        foreach (WycheproofCase one in WycheproofCase.All(file).Where(one => one.Size("keySize") != 192))
        {
            byte[] data = one.Bytes("ct");
            if (data.Length % AesCbc.BlockLength != 0)
                continue;
            using AesCbc cbc = AesCbc.Create(one.Bytes("key"));
            cbc.Decrypt(one.Bytes("iv"), data);
            bool accepted = TryStripPadding(data, out byte[] message) && message.SequenceEqual(one.Bytes("msg"));
            Assert.True(accepted == one.IsValid, one.Id);
            cbc.Encrypt(one.Bytes("iv"), data);
            Assert.Equal(one.Bytes("ct"), data);
            used++;
        }
        Assert.True(used > 100, $"only {used} cases");
    }

    private static void RunAead(string name, int atLeast, Func<int, AeadAlgorithm?> choose)
    {
        using var file = VectorFiles.Wycheproof(name);
        int used = 0;
        foreach (WycheproofCase one in WycheproofCase.All(file))
        {
            if (one.Size("ivSize") != 96 || one.Size("tagSize") != 128
                || choose(one.Size("keySize")) is not { } algorithm)
                continue;
            CheckAead(one, algorithm);
            used++;
        }
        Assert.True(used > atLeast, $"only {used} cases");
    }

    private static void CheckAead(WycheproofCase one, AeadAlgorithm algorithm)
    {
        using Aead aead = Aead.Create(algorithm, one.Bytes("key"));
        byte[] data = one.Bytes("ct");
        bool opened = aead.TryOpen(one.Bytes("iv"), one.Bytes("aad"), data, one.Bytes("tag"));
        Assert.True(opened == one.IsValid, one.Id);
        Assert.Equal(opened ? one.Bytes("msg") : new byte[data.Length], data);
        if (!opened)
            return;
        byte[] tag = new byte[Aead.TagLength];
        aead.Seal(one.Bytes("iv"), one.Bytes("aad"), data, tag);
        Assert.Equal(one.Bytes("ct"), data);
        Assert.Equal(one.Bytes("tag"), tag);
    }

    /// <summary>PKCS #5: n bytes of value n, at least one and at most a block.</summary>
    private static bool TryStripPadding(byte[] data, out byte[] message)
    {
        message = [];
        int padding = data.Length == 0 ? 0 : data[^1];
        if (padding is < 1 or > AesCbc.BlockLength
            || data.AsSpan(data.Length - padding).ContainsAnyExcept((byte)padding))
            return false;
        message = data[..^padding];
        return true;
    }
}
