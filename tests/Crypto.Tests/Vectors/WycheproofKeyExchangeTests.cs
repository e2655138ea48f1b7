using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class WycheproofKeyExchangeTests
{
    [Fact]
    public void X25519_answers_as_wycheproof_says_and_refuses_low_order_values()
    {
        using var file = VectorFiles.Wycheproof("x25519_test.json");
        int agreed = 0, refused = 0;
        foreach (WycheproofCase one in WycheproofCase.All(file))
        {
            using KeyExchange ours = X25519KeyExchange.Import(one.Bytes("private"));
            if (ours.TryAgree(one.Bytes("public"), out SecretBytes? secret))
            {
                using (secret)
                    Assert.Equal(one.Bytes("shared"), secret.Span.ToArray());
                agreed++;
            }
            else
            {
                Assert.True(one.Bytes("shared").All(value => value == 0), one.Id);
                refused++;
            }
        }
        Assert.True(agreed > 450, $"only {agreed} agreements");
        Assert.True(refused > 10, $"only {refused} refusals");
    }

    [Fact]
    public void Ml_kem_768_answers_as_wycheproof_says()
    {
        using var file = VectorFiles.Wycheproof("mlkem_768_test.json");
        int agreed = 0, refused = 0;
        foreach (WycheproofCase one in WycheproofCase.All(file))
        {
            if (one.Bytes("seed").Length != 64)
            {
                Assert.True(one.IsInvalid);
                Assert.Throws<CryptoException>(() => MlKemKeyExchange.Import(MlKemParameters.MlKem768, one.Bytes("seed")));
                refused++;
                continue;
            }

            using KeyExchange ours = MlKemKeyExchange.Import(MlKemParameters.MlKem768, one.Bytes("seed"));
            if (one.IsInvalid)
            {
                Assert.False(ours.TryAgree(one.Bytes("c"), out _));
                refused++;
                continue;
            }

            Assert.Equal(one.Bytes("ek"), ours.PublicValue.ToArray());
            Assert.True(ours.TryAgree(one.Bytes("c"), out SecretBytes? secret));
            using (secret)
                Assert.Equal(one.Bytes("K"), secret.Span.ToArray());
            agreed++;
        }
        Assert.True(agreed > 150, $"only {agreed} agreements");
        Assert.True(refused > 10, $"only {refused} refusals");
    }

    [Theory]
    [InlineData("ecdh_secp256r1_ecpoint_test.json", KeyExchangeAlgorithm.P256, 32)]
    [InlineData("ecdh_secp384r1_ecpoint_test.json", KeyExchangeAlgorithm.P384, 48)]
    public void Curves_answer_as_wycheproof_says_and_refuse_points_off_the_curve(
        string name, KeyExchangeAlgorithm algorithm, int coordinate)
    {
        using var file = VectorFiles.Wycheproof(name);
        int agreed = 0, refused = 0;
        foreach (WycheproofCase one in WycheproofCase.All(file))
        {
            byte[] point = one.Bytes("public");
            if (point is not [4, ..]) // IKE has uncompressed points only
                continue;
            using KeyExchange ours = OpenSslKeyExchange.Import(KeyExchangeGroup.Of(algorithm), one.Bytes("private"));
            if (ours.TryAgree(point.AsSpan(1), out SecretBytes? secret))
            {
                using (secret)
                {
                    Assert.Equal(one.Bytes("shared"), secret.Span.ToArray());
                    Assert.Equal(coordinate, secret.Length);
                }

                Assert.False(one.IsInvalid, one.Id);
                agreed++;
            }
            else
            {
                Assert.True(one.IsInvalid, one.Id);
                refused++;
            }
        }
        Assert.True(agreed > 200, $"only {agreed} agreements");
        Assert.True(refused > 5, $"only {refused} refusals");
    }
}
