using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>ML-KEM in its two roles; vectors are in <see cref="WycheproofKeyExchangeTests"/>.</summary>
public sealed class MlKemTests
{
    private static readonly SystemRandom Random = new();

    [Theory]
    [InlineData(KeyExchangeAlgorithm.MlKem768, 1184, 1088)]
    [InlineData(KeyExchangeAlgorithm.MlKem1024, 1568, 1568)]
    public void The_side_that_begins_and_the_side_that_answers_agree(KeyExchangeAlgorithm algorithm, int key, int ciphertext)
    {
        HashSet<string> seen = [];
        for (int i = 0; i < 20; i++)
        {
            using KeyExchange ours = KeyExchange.Create(algorithm, Random);
            Assert.Equal(key, ours.PublicValue.Length);
            Assert.Equal(key, KeyExchange.PublicValueLength(algorithm));
            Assert.True(KeyExchange.TryAnswer(algorithm, Random, ours.PublicValue, out byte[] answer, out SecretBytes? theirs));
            Assert.Equal(ciphertext, answer.Length);
            Assert.True(ours.TryAgree(answer, out SecretBytes? secret));
            using (theirs)
            using (secret)
            {
                Assert.Equal(32, secret.Length);
                Assert.Equal(theirs.Span.ToArray(), secret.Span.ToArray());
                Assert.True(seen.Add(Convert.ToHexString(secret.Span)));
            }
        }
    }

    [Theory]
    [InlineData(KeyExchangeAlgorithm.X25519)]
    [InlineData(KeyExchangeAlgorithm.P384)]
    [InlineData(KeyExchangeAlgorithm.Modp2048)]
    public void Diffie_Hellman_is_answered_in_one_step_too(KeyExchangeAlgorithm algorithm)
    {
        using KeyExchange ours = KeyExchange.Create(algorithm, Random);
        Assert.True(KeyExchange.TryAnswer(algorithm, Random, ours.PublicValue, out byte[] answer, out SecretBytes? theirs));
        Assert.True(ours.TryAgree(answer, out SecretBytes? secret));
        using (theirs)
        using (secret)
            Assert.Equal(theirs.Span.ToArray(), secret.Span.ToArray());
    }

    [Theory]
    [InlineData(KeyExchangeAlgorithm.MlKem768)]
    [InlineData(KeyExchangeAlgorithm.MlKem1024)]
    public void Values_of_another_length_are_refused(KeyExchangeAlgorithm algorithm)
    {
        using KeyExchange ours = KeyExchange.Create(algorithm, Random);
        Assert.True(KeyExchange.TryAnswer(algorithm, Random, ours.PublicValue, out byte[] answer, out SecretBytes? theirs));
        theirs.Dispose();
        foreach (int length in new[] { 0, 1, answer.Length - 1, answer.Length + 1 })
        {
            Assert.False(ours.TryAgree(new byte[length], out SecretBytes? secret));
            Assert.Null(secret);
        }

        foreach (int length in new[] { 0, 1, ours.PublicValue.Length - 1, ours.PublicValue.Length + 1 })
        {
            Assert.False(KeyExchange.TryAnswer(algorithm, Random, new byte[length], out byte[] nothing, out SecretBytes? secret));
            Assert.Null(secret);
            Assert.Empty(nothing);
        }
    }

    [Theory]
    [InlineData(KeyExchangeAlgorithm.MlKem768)]
    [InlineData(KeyExchangeAlgorithm.MlKem1024)]
    public void A_key_with_a_coefficient_that_is_not_reduced_is_refused(KeyExchangeAlgorithm algorithm)
    {
        using KeyExchange ours = KeyExchange.Create(algorithm, Random);
        byte[] key = ours.PublicValue.ToArray();
        (key[0], key[1]) = (0xff, (byte)(key[1] | 0x0f)); // the first 12 bits: 4095, and q is 3329
        Assert.False(KeyExchange.TryAnswer(algorithm, Random, key, out _, out _));
    }

    [Theory]
    [InlineData(KeyExchangeAlgorithm.MlKem768)]
    [InlineData(KeyExchangeAlgorithm.MlKem1024)]
    public void A_changed_ciphertext_leads_to_a_secret_of_nobody(KeyExchangeAlgorithm algorithm)
    {
        using KeyExchange ours = KeyExchange.Create(algorithm, Random);
        Assert.True(KeyExchange.TryAnswer(algorithm, Random, ours.PublicValue, out byte[] answer, out SecretBytes? theirs));
        answer[17] ^= 1;
        Assert.True(ours.TryAgree(answer, out SecretBytes? secret));
        using (theirs)
        using (secret)
            Assert.NotEqual(theirs.Span.ToArray(), secret.Span.ToArray());
    }

    [Fact]
    public void A_disposed_exchange_is_not_used()
    {
        KeyExchange exchange = KeyExchange.Create(KeyExchangeAlgorithm.MlKem768, Random);
        exchange.Dispose();
        exchange.Dispose();
        Assert.Throws<ObjectDisposedException>(() => exchange.TryAgree(new byte[1088], out _));
    }
}
