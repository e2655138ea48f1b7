using Holdfast.Crypto;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>The vectors of NIST and the RFCs, as Debian packages them.</summary>
public sealed class PublishedVectorTests
{
    [Theory]
    [InlineData(128, AeadAlgorithm.Aes128Gcm)]
    [InlineData(256, AeadAlgorithm.Aes256Gcm)]
    public void Aes_gcm_seals_as_nist_says(int keyBits, AeadAlgorithm algorithm)
    {
        foreach (VectorRecord one in GcmRecords($"gcmEncryptExtIV{keyBits}.rsp"))
        {
            using Aead aead = Aead.Create(algorithm, one.Bytes("Key"));
            byte[] data = one.Bytes("PT");
            byte[] tag = new byte[Aead.TagLength];
            aead.Seal(one.Bytes("IV"), one.Bytes("AAD"), data, tag);
            Assert.Equal(one.Bytes("CT"), data);
            Assert.Equal(one.Bytes("Tag"), tag);
        }
    }

    [Theory]
    [InlineData(128, AeadAlgorithm.Aes128Gcm)]
    [InlineData(256, AeadAlgorithm.Aes256Gcm)]
    public void Aes_gcm_opens_and_refuses_as_nist_says(int keyBits, AeadAlgorithm algorithm)
    {
        var records = GcmRecords($"gcmDecrypt{keyBits}.rsp");
        foreach (VectorRecord one in records)
        {
            using Aead aead = Aead.Create(algorithm, one.Bytes("Key"));
            byte[] data = one.Bytes("CT");
            bool opened = aead.TryOpen(one.Bytes("IV"), one.Bytes("AAD"), data, one.Bytes("Tag"));
            Assert.Equal(!one.Has("FAIL"), opened);
            Assert.Equal(opened ? one.Bytes("PT") : new byte[data.Length], data);
        }
        Assert.True(records.Count(one => one.Has("FAIL")) > 50, "few records to refuse");
        Assert.True(records.Count(one => !one.Has("FAIL")) > 50, "few records to open");
    }

    [Theory]
    [InlineData("openssl.txt", 4)]
    [InlineData("boringssl.txt", 60)]
    public void ChaCha20_poly1305_opens_and_refuses_as_published(string file, int atLeast)
    {
        var records = VectorFiles.Debian($"ciphers/ChaCha20Poly1305/{file}");
        int used = 0;
        foreach (VectorRecord one in records)
        {
            byte[] nonce = one.Bytes("IV", "NONCE");
            byte[] data = one.Bytes("Ciphertext", "CT");
            byte[] tag = one.Bytes("Tag");
            if (nonce.Length != Aead.NonceLength || tag.Length != Aead.TagLength)
                continue;
            using Aead aead = Aead.Create(AeadAlgorithm.ChaCha20Poly1305, one.Bytes("Key"));
            bool opened = aead.TryOpen(nonce, one.Bytes("AAD", "AD"), data, tag);
            Assert.Equal(!one.Has("Result"), opened);
            Assert.Equal(opened ? one.Bytes("Plaintext", "IN") : new byte[data.Length], data);
            used++;
        }
        Assert.True(used >= atLeast, $"only {used} records");
    }

    [Theory]
    [InlineData("rfc-2202-sha1", HashAlgorithm.Sha1)]
    [InlineData("rfc-4231-sha256", HashAlgorithm.Sha256)]
    [InlineData("rfc-4231-sha384", HashAlgorithm.Sha384)]
    [InlineData("rfc-4231-sha512", HashAlgorithm.Sha512)]
    public void Hmac_computes_what_the_rfcs_say(string file, HashAlgorithm algorithm)
    {
        var records = VectorFiles.Debian($"HMAC/{file}.txt");
        foreach (VectorRecord one in records)
        {
            using Hmac hmac = Hmac.Create(algorithm, one.Bytes("Key"));
            byte[] mac = new byte[hmac.Length];
            hmac.Append(one.Bytes("Msg"));
            hmac.Finish(mac);
            Assert.Equal(one.Bytes("MD"), mac);
        }
        Assert.True(records.Count >= 5, $"only {records.Count} records");
    }

    [Fact]
    public void X25519_computes_what_rfc_7748_says()
    {
        var records = VectorFiles.Debian("asymmetric/X25519/rfc7748.txt");
        foreach (VectorRecord one in records)
        {
            using KeyExchange ours = X25519KeyExchange.Import(one.Bytes("INPUT_SCALAR"));
            Assert.True(ours.TryAgree(one.Bytes("INPUT_U"), out SecretBytes? secret));
            using (secret)
                Assert.Equal(one.Bytes("OUTPUT_U"), secret.Span.ToArray());
        }
        Assert.True(records.Count >= 3, $"only {records.Count} records");
    }

    [Theory]
    [InlineData("init", KeyExchangeAlgorithm.P256, 32)]
    [InlineData("resp", KeyExchangeAlgorithm.P256, 32)]
    [InlineData("init", KeyExchangeAlgorithm.P384, 48)]
    [InlineData("resp", KeyExchangeAlgorithm.P384, 48)]
    [InlineData("init", KeyExchangeAlgorithm.P521, 66)]
    [InlineData("resp", KeyExchangeAlgorithm.P521, 66)]
    public void Curves_agree_and_refuse_as_nist_says(string role, KeyExchangeAlgorithm algorithm, int coordinate)
    {
        var records = VectorFiles.Debian($"asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_{role}.fax")
            .Where(one => one.Has("Z") && one.Bytes("Z").Length == coordinate)
            .Where(one => !one.Text("Result").Contains("IUT's Static public key")) // plays no part in an agreement
            .ToList();
        foreach (VectorRecord one in records)
        {
            using KeyExchange ours = OpenSslKeyExchange.Import(KeyExchangeGroup.Of(algorithm), one.Bytes("dsIUT"));
            // NIST fills coordinates of P-521 up to whole words.
            bool agreed = ours.TryAgree(
                [.. one.Bytes("QsCAVSx")[^coordinate..], .. one.Bytes("QsCAVSy")[^coordinate..]], out SecretBytes? secret);
            using (secret)
            {
                Assert.Equal(!one.Text("Result").Contains("CAVS's Static public key"), agreed);
                bool same = agreed && secret!.Span.SequenceEqual(one.Bytes("Z"));
                Assert.Equal(one.Text("Result").StartsWith('P'), same);
            }
        }
        Assert.True(records.Count > 20, $"only {records.Count} records");
    }

    private static List<VectorRecord> GcmRecords(string file)
    {
        var records = VectorFiles.Debian($"ciphers/AES/GCM/{file}")
            .Where(one => one.Has("Key") && one.Number("IVlen") == 96 && one.Number("Taglen") == 128).ToList();
        Assert.True(records.Count > 300, $"only {records.Count} records");
        return records;
    }
}
