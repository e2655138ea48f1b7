using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class AesCbcTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void It_agrees_with_another_library_at_every_number_of_blocks(int keyLength)
    {
        var random = new SeededRandom(3);
        byte[] key = random.Bytes(keyLength);
        using AesCbc ours = AesCbc.Create(key);
        using var theirs = System.Security.Cryptography.Aes.Create();
        theirs.Key = key;
        for (int blocks = 0; blocks < 40; blocks++)
        {
            byte[] iv = random.Bytes(AesCbc.BlockLength), message = random.Bytes(blocks * AesCbc.BlockLength);
            byte[] data = [.. message];
            ours.Encrypt(iv, data);
            Assert.Equal(theirs.EncryptCbc(message, iv, System.Security.Cryptography.PaddingMode.None), data);
            ours.Decrypt(iv, data);
            Assert.Equal(message, data);
        }
    }

    [Fact]
    public void Wrong_lengths_are_misuse()
    {
        foreach (int length in new[] { 0, 15, 17, 24, 33 })
            Assert.Throws<ArgumentException>("key", () => AesCbc.Create(new byte[length]));
        using AesCbc cbc = AesCbc.Create(new byte[16]);
        Assert.Throws<ArgumentException>("iv", () => cbc.Encrypt(new byte[12], new byte[16]));
        Assert.Throws<ArgumentException>("iv", () => cbc.Decrypt(new byte[17], new byte[16]));
        foreach (int length in new[] { 1, 15, 17, 31 })
        {
            Assert.Throws<ArgumentException>("data", () => cbc.Encrypt(new byte[16], new byte[length]));
            Assert.Throws<ArgumentException>("data", () => cbc.Decrypt(new byte[16], new byte[length]));
        }
    }

    [Fact]
    public void A_disposed_one_is_not_used()
    {
        AesCbc cbc = AesCbc.Create(new byte[16]);
        cbc.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cbc.Encrypt(new byte[16], new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => cbc.Decrypt(new byte[16], new byte[16]));
    }
}
