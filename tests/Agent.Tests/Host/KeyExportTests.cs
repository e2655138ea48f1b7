using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class KeyExportTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("holdfast").FullName;
    private readonly KeyExport _export;

    public KeyExportTests() => _export = new KeyExport(_directory);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_child_with_aes_cbc_shows_both_its_keys_in_wiresharks_words()
    {
        EspAlgorithm algorithm = EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha384_192);
        _export.Add(Child.Spec(algorithm));

        string[] lines = Lines("esp_sa");
        byte[] key = Child.Key(algorithm, Child.InboundSpi);
        Assert.Equal(
            "\"IPv4\",\"*\",\"*\",\"0xc0000001\",\"AES-CBC [RFC3602]\","
            + $"\"0x{Convert.ToHexStringLower(key[..16])}\","
            + $"\"HMAC-SHA-384-192 [RFC4868]\",\"0x{Convert.ToHexStringLower(key[16..])}\"",
            lines[0]);
        Assert.StartsWith("\"IPv4\",\"*\",\"*\",\"0xc0000002\",\"AES-CBC [RFC3602]\",", lines[1]);
        Assert.Equal(2, lines.Length);
    }

    [Theory]
    [InlineData(IntegrityAlgorithm.HmacSha1_96, "HMAC-SHA-1-96 [RFC2404]")]
    [InlineData(IntegrityAlgorithm.HmacSha256_128, "HMAC-SHA-256-128 [RFC4868]")]
    [InlineData(IntegrityAlgorithm.HmacSha512_256, "HMAC-SHA-512-256 [RFC4868]")]
    public void Each_integrity_algorithm_of_esp_has_its_name(IntegrityAlgorithm integrity, string name)
    {
        _export.Add(Child.Spec(EspAlgorithm.Aes256Cbc(integrity)));
        Assert.Contains($"\"{name}\",\"0x", Lines("esp_sa")[0]);
    }

    [Fact]
    public void A_child_with_an_aead_shows_key_and_salt_in_one()
    {
        _export.Add(Child.Spec());
        string key = Convert.ToHexStringLower(Child.Key(EspAlgorithm.Aes128Gcm16, Child.InboundSpi));
        Assert.EndsWith($"\"AES-GCM with 16 octet ICV [RFC4106]\",\"0x{key}\",\"NULL\",\"\"", Lines("esp_sa")[0]);
    }

    [Theory]
    [InlineData(IntegrityId.HmacSha1_96, PrfId.HmacSha1, "HMAC_SHA1_96 [RFC2404]", 20)]
    [InlineData(IntegrityId.HmacSha384_192, PrfId.HmacSha384, "HMAC_SHA2_384_192 [RFC4868]", 48)]
    [InlineData(IntegrityId.HmacSha512_256, PrfId.HmacSha512, "HMAC_SHA2_512_256 [RFC4868]", 64)]
    public void An_ike_sa_shows_its_integrity_keys(IntegrityId integrity, PrfId prf, string name, int length)
    {
        IkeSuite suite = new(EncryptionId.AesCbc, 256, integrity, prf, KeyExchangeMethod.Ecp384);
        using IkeKeys keys = IkeKeys.Derive(suite, new byte[48], new byte[32], new byte[32], new byte[8], new byte[8]);
        _export.Add(new ExportIkeKeys(1, 2, suite, keys));

        string[] fields = Lines("ikev2_decryption_table")[0].Split(',');
        Assert.Equal(("0000000000000001", "0000000000000002"), (fields[0], fields[1]));
        Assert.Equal("\"AES-CBC-256 [RFC3602]\"", fields[4]);
        Assert.Equal((length * 2, length * 2), (fields[5].Length, fields[6].Length));
        Assert.Equal($"\"{name}\"", fields[7]);
    }

    [Fact]
    public void Of_many_rekeys_the_last_256_lines_are_kept()
    {
        for (uint spi = 0; spi < 200; spi++)
            _export.Add(Child.Spec(inboundSpi: 1000 + spi, outboundSpi: 2000 + spi));

        string[] lines = Lines("esp_sa");
        Assert.Equal(256, lines.Length);
        Assert.Contains($"\"0x{1000 + 200 - 128:x8}\"", lines[0]);
        Assert.Contains($"\"0x{2199:x8}\"", lines[^1]);
    }

    private string[] Lines(string table) => File.ReadAllLines(Path.Combine(_directory, table));
}
