using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>A refusal that is expected leaves nothing in the library's error queue to mislead a later
/// message.</summary>
public sealed class ErrorQueueTests
{
    [Fact]
    public void A_refused_tag_leaves_no_error()
    {
        foreach (AeadAlgorithm algorithm in Enum.GetValues<AeadAlgorithm>())
        {
            using Aead aead = Aead.Create(algorithm, new byte[Aead.KeyLength(algorithm)]);
            Assert.False(aead.TryOpen(new byte[12], [], new byte[40], new byte[16]));
            Assert.Equal(0ul, LibCrypto.ERR_peek_error());
        }
    }

    [Fact]
    public void A_refused_public_value_leaves_no_error()
    {
        foreach (KeyExchangeAlgorithm algorithm in Enum.GetValues<KeyExchangeAlgorithm>())
        {
            using KeyExchange exchange = KeyExchange.Create(algorithm, new SystemRandom());
            byte[] wrong = [.. Enumerable.Repeat((byte)0xff, KeyExchange.PublicValueLength(algorithm))];
            if (algorithm is KeyExchangeAlgorithm.MlKem768 or KeyExchangeAlgorithm.MlKem1024)
                Assert.False(KeyExchange.TryAnswer(algorithm, new SystemRandom(), wrong, out _, out _));
            else
                Assert.False(exchange.TryAgree(new byte[wrong.Length], out _));
            Assert.Equal(0ul, LibCrypto.ERR_peek_error());
        }
    }

    [Fact]
    public void A_failed_call_is_named_with_its_reason_and_then_forgotten()
    {
        var error = Assert.Throws<CryptoException>(() => OpenSsl.Check(LibCrypto.EVP_CIPHER_fetch(0, "NONE-SUCH", 0)));
        Assert.StartsWith("EVP_CIPHER_fetch failed: error:", error.Message);
        Assert.Contains("unsupported", error.Message);
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    [Fact]
    public void A_full_heap_leaves_no_error()
    {
        Assert.Throws<CryptoException>(() => new SecretBytes(1 << 20));
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }
}
