using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class WycheproofHmacTests
{
    [Theory]
    [InlineData("hmac_sha1_test.json", HashAlgorithm.Sha1)]
    [InlineData("hmac_sha256_test.json", HashAlgorithm.Sha256)]
    [InlineData("hmac_sha384_test.json", HashAlgorithm.Sha384)]
    [InlineData("hmac_sha512_test.json", HashAlgorithm.Sha512)]
    public void Hmac_answers_as_wycheproof_says(string name, HashAlgorithm algorithm)
    {
        using var file = VectorFiles.Wycheproof(name);
        int used = 0;
        foreach (WycheproofCase one in WycheproofCase.All(file))
        {
            using Hmac hmac = Hmac.Create(algorithm, one.Bytes("key"));
            byte[] mac = new byte[hmac.Length];
            hmac.Append(one.Bytes("msg"));
            hmac.Finish(mac);
            bool same = mac.AsSpan(0, one.Size("tagSize") / 8).SequenceEqual(one.Bytes("tag"));
            Assert.True(same == one.IsValid, one.Id);
            used++;
        }
        Assert.True(used >= 170, $"only {used} cases");
    }
}
