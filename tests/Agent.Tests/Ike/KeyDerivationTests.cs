using System.Security.Cryptography;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>Key derivation of RFC 7296 against published values, and against another library's HMAC.</summary>
public sealed class KeyDerivationTests
{
    private const string VectorFile = "ikev2-kdf.txt";

    private static readonly IkeSuite Suite = new(
        EncryptionId.AesCbc, 256, IntegrityId.HmacSha256_128, PrfId.HmacSha256, KeyExchangeMethod.Modp2048);

    [Fact]
    public void The_published_values_are_met_from_the_shared_secret_to_the_keys_of_a_child()
    {
        Dictionary<string, byte[]> vector = ReadVector();
        byte[] skeyseed = new byte[32];
        using (Prf extract = Prf.Create(PrfId.HmacSha256, [.. vector["Ni"], .. vector["Nr"]]))
            extract.Append(vector["g^ir"]).Finish(skeyseed);
        Assert.Equal(vector["SKEYSEED"], skeyseed);

        byte[] material = new byte[vector["DKM"].Length];
        using (Prf expand = Prf.Create(PrfId.HmacSha256, skeyseed))
            expand.Expand([.. vector["Ni"], .. vector["Nr"], .. vector["SPIi"], .. vector["SPIr"]], material);
        Assert.Equal(vector["DKM"], material);

        byte[] child = new byte[vector["KEYMAT"].Length];
        using (Prf expand = Prf.Create(PrfId.HmacSha256, material.AsSpan(0, 32)))
            expand.Expand([.. vector["Ni"], .. vector["Nr"]], child);
        Assert.Equal(vector["KEYMAT"], child);

        byte[] withPfs = new byte[vector["KEYMAT(PFS)"].Length];
        using (Prf expand = Prf.Create(PrfId.HmacSha256, material.AsSpan(0, 32)))
            expand.Expand([.. vector["g^ir(new)"], .. vector["Ni"], .. vector["Nr"]], withPfs);
        Assert.Equal(vector["KEYMAT(PFS)"], withPfs);
    }

    [Fact]
    public void The_keys_of_a_suite_are_cut_from_the_published_material_in_order()
    {
        Dictionary<string, byte[]> vector = ReadVector();
        using IkeKeys keys = IkeKeys.Derive(
            Suite, vector["g^ir"], vector["Ni"], vector["Nr"], vector["SPIi"], vector["SPIr"]);

        AssertCut(vector["DKM"], keys);
        (Holdfast.Crypto.SecretBytes i, Holdfast.Crypto.SecretBytes r) =
            ChildKeys.Derive(PrfId.HmacSha256, keys.D, [], new ExchangeNonces(vector["Ni"], vector["Nr"]), 20);
        Assert.Equal(vector["KEYMAT"][..20], i.Span.ToArray());
        Assert.Equal(vector["KEYMAT"][20..40], r.Span.ToArray());
        i.Dispose();
        r.Dispose();
    }

    [Theory]
    [InlineData(PrfId.HmacSha256, EncryptionId.AesGcm16, 128)]
    [InlineData(PrfId.HmacSha384, EncryptionId.AesGcm16, 256)]
    [InlineData(PrfId.HmacSha512, EncryptionId.ChaCha20Poly1305, 256)]
    [InlineData(PrfId.HmacSha256, EncryptionId.AesCbc, 128)]
    public void Keys_equal_those_of_an_independent_derivation(PrfId prf, EncryptionId encryption, int bits)
    {
        Random random = new(3);
        byte[] shared = Bytes(random, 32), nonceI = Bytes(random, 33), nonceR = Bytes(random, 16);
        byte[] spiI = Bytes(random, 8), spiR = Bytes(random, 8);
        IntegrityId integrity = encryption == EncryptionId.AesCbc ? IntegrityId.HmacSha256_128 : IntegrityId.None;
        using IkeKeys keys = IkeKeys.Derive(
            new IkeSuite(encryption, bits, integrity, prf, KeyExchangeMethod.Curve25519), shared, nonceI, nonceR, spiI, spiR);

        byte[] seed = Hmac(prf, [.. nonceI, .. nonceR], shared);
        AssertCut(Expand(prf, seed, [.. nonceI, .. nonceR, .. spiI, .. spiR], 600), keys);
    }

    [Fact]
    public void Expansion_ends_at_255_blocks()
    {
        using Prf prf = Prf.Create(PrfId.HmacSha256, "key"u8);
        prf.Expand("seed"u8, new byte[255 * 32]);

        Assert.Throws<ArgumentOutOfRangeException>(() => prf.Expand("seed"u8, new byte[(255 * 32) + 1]));
    }

    private static void AssertCut(byte[] material, IkeKeys keys)
    {
        byte[] all = [.. keys.D, .. keys.Ai, .. keys.Ar, .. keys.Ei, .. keys.Er, .. keys.Pi, .. keys.Pr];
        Assert.True(all.Length >= 128);
        Assert.Equal(material[..Math.Min(all.Length, material.Length)], all[..Math.Min(all.Length, material.Length)]);
    }

    private static byte[] Expand(PrfId prf, byte[] key, byte[] seed, int length)
    {
        List<byte> output = [];
        byte[] block = [];
        for (byte i = 1; output.Count < length; i++)
            output.AddRange(block = Hmac(prf, key, [.. block, .. seed, i]));
        return [.. output];
    }

    private static byte[] Hmac(PrfId prf, byte[] key, byte[] data) => prf switch
    {
        PrfId.HmacSha256 => HMACSHA256.HashData(key, data),
        PrfId.HmacSha384 => HMACSHA384.HashData(key, data),
        _ => HMACSHA512.HashData(key, data),
    };

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static Dictionary<string, byte[]> ReadVector()
    {
        string? folder = VectorFolder();
        if (folder is null)
            Assert.Skip($"no {VectorFile}: set HOLDFAST_VECTORS to a folder that holds it");
        return File.ReadLines(Path.Combine(folder, VectorFile))
            .Where(l => !l.StartsWith('#') && l.Contains(" = ", StringComparison.Ordinal))
            .Select(l => l.Split(" = "))
            .ToDictionary(p => p[0].Trim(), p => Convert.FromHexString(p[1].Trim()));
    }

    private static string? VectorFolder()
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_VECTORS") is { Length: > 0 } named)
            return named;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string beside = Path.Combine(folder.FullName, "shared", "vectors");
            if (File.Exists(Path.Combine(beside, VectorFile)))
                return beside;
        }

        return null;
    }
}
