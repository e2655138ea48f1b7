using System.Text.Json;
using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class WycheproofSignatureTests
{
    [Theory]
    [InlineData("ecdsa_secp256r1_sha256_test.json", "publicKeyDer", SignatureAlgorithm.EcdsaSha256, 484)]
    [InlineData("ecdsa_secp384r1_sha384_test.json", "publicKeyDer", SignatureAlgorithm.EcdsaSha384, 400)]
    [InlineData("ed25519_test.json", "publicKeyDer", SignatureAlgorithm.Ed25519, 151)]
    [InlineData("rsa_signature_2048_sha256_test.json", "publicKeyDer", SignatureAlgorithm.RsaPkcs1Sha256, 259)]
    [InlineData("rsa_signature_4096_sha512_test.json", "publicKeyDer", SignatureAlgorithm.RsaPkcs1Sha512, 259)]
    [InlineData("rsa_pss_2048_sha256_mgf1_32_test.json", "publicKeyDer", SignatureAlgorithm.RsaPssSha256, 108)]
    public void Signatures_are_judged_as_wycheproof_says(
        string name, string keyName, SignatureAlgorithm algorithm, int atLeast)
    {
        using var file = VectorFiles.Wycheproof(name);
        int used = 0;
        foreach (JsonElement group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            byte[] spki = Convert.FromHexString(group.GetProperty(keyName).GetString()!);
            Assert.True(PublicKey.TryImport(spki, out PublicKey? key, out string? reason), reason);
            using (key)
                foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
                {
                    var one = new WycheproofCase(group, test);
                    bool accepted = key.Verify(algorithm, one.Bytes("msg"), one.Bytes("sig"));
                    Assert.True(accepted == one.IsValid, one.Id); // what is "acceptable" (no NULL) we refuse
                    used++;
                }
        }
        Assert.True(used >= atLeast, $"only {used} cases");
    }
}
