using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class PublicKeyTests
{
    // Made with `openssl ec -param_enc explicit`.
    private const string P256ByNumbers =
        "3082014b3082010306072a8648ce3d02013081f7020101302c06072a8648ce3d0101022100ffffffff00000001000000"
        + "000000000000000000ffffffffffffffffffffffff305b0420ffffffff00000001000000000000000000000000ffffff"
        + "fffffffffffffffffc04205ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b031500c49d"
        + "360886e704936a6678e1139d26b7819f7e900441046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a139"
        + "45d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5022100ffffffff00000000"
        + "ffffffffffffffffbce6faada7179e84f3b9cac2fc6325510201010342000414d529e3acf3c8225cf9d0ead1b90261fb"
        + "deaea8c4041a7025c3d3bdc9d960b4ce48a4a1d8c517c05279627c34f81389b758799077c845e4bd8c34b7c65690fb";

    [Theory]
    [InlineData(1024, 65537, "weak RSA key of 1024 bits")]
    [InlineData(2047, 65537, "weak RSA key of 2047 bits")]
    [InlineData(8200, 65537, "8192 is the most")]
    [InlineData(2048, 0, "bad exponent")]
    [InlineData(2048, 1, "bad exponent")]
    [InlineData(2048, 4, "bad exponent")]
    public void Bad_rsa_keys_are_refused_with_the_reason(int bits, int exponent, string expected)
    {
        byte[] modulus = new byte[(bits + 7) / 8];
        Array.Fill(modulus, (byte)0xff);
        modulus[0] = (byte)(0xff >> ((8 - (bits % 8)) % 8));
        Refuses(Rsa(modulus, exponent), expected);
    }

    [Fact]
    public void An_even_modulus_is_refused() =>
        Refuses(Rsa([.. Enumerable.Repeat((byte)0xfe, 256)], 65537), "even modulus");

    [Theory]
    [InlineData("2b8104000a", "secp256k1")]
    [InlineData("2a8648ce3d030101", "prime192v1")]
    [InlineData("2b2403030208010107", "brainpoolP256r1")]
    public void Other_curves_are_refused_with_their_name(string curve, string name)
    {
        using SignatureKey key = SignatureKey.Generate(
            "EC", context => LibCrypto.EVP_PKEY_CTX_set_group_name(context, name));
        byte[] spki = key.ExportPublic();
        Assert.Contains(curve, Convert.ToHexStringLower(spki));
        Refuses(spki, name);
    }

    [Fact]
    public void A_curve_that_is_given_by_its_numbers_is_refused() =>
        Refuses(Convert.FromHexString(P256ByNumbers), "not given by its name");

    [Theory]
    [InlineData("06072a8648ce380401")] // DSA
    [InlineData("06032b6571")] // Ed448
    [InlineData("06032b656e")] // X25519
    [InlineData("060b608648016503040312010101")] // nonsense
    public void Other_kinds_are_refused(string oid)
    {
        byte[] identifier = Der.Wrap(Der.Sequence, Convert.FromHexString(oid));
        foreach (int length in new[] { 0, 1, 33, 58 })
            Refuses(Der.Wrap(Der.Sequence, identifier, Der.Wrap(Der.BitString, new byte[length])), "not supported");
    }

    [Fact]
    public void An_rsa_key_restricted_to_pss_verifies_pss_only()
    {
        byte[] modulus = [.. Enumerable.Repeat((byte)0xff, 256)];
        byte[] spki = Rsa(modulus, 65537, "2a864886f70d01010a", []);
        Assert.True(PublicKey.TryImport(spki, out PublicKey? key, out string? reason), reason);
        using (key)
        {
            Assert.Equal(KeyKind.RsaPss, key.Kind);
            Assert.False(key.Verify(SignatureAlgorithm.RsaPkcs1Sha256, [], new byte[256]));
            Assert.False(key.Verify(SignatureAlgorithm.RsaPssSha256, [], new byte[256]));
        }
    }

    [Fact]
    public void Truncated_changed_and_extended_keys_never_throw()
    {
        var random = new SeededRandom(31);
        foreach (KeyKind kind in Keys.Kinds)
        {
            byte[] spki = Keys.Of(kind).ExportPublicKey();
            for (int length = 0; length < spki.Length; length++)
                Assert.False(PublicKey.TryImport(spki.AsSpan(0, length), out _, out _));
            Assert.False(PublicKey.TryImport([.. spki, 0], out _, out _));
            for (int i = 0; i < 300; i++)
            {
                byte[] changed = [.. spki];
                changed[random.Below(changed.Length)] ^= (byte)(1 + random.Below(255));
                if (PublicKey.TryImport(changed, out PublicKey? key, out _))
                    using (key)
                        key.Verify(SignatureAlgorithm.EcdsaSha256, [1], new byte[64], EcdsaFormat.Fixed);
            }
        }
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    private static void Refuses(byte[] spki, string expected)
    {
        Assert.False(PublicKey.TryImport(spki, out _, out string? reason));
        Assert.Contains(expected, reason);
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    private static byte[] Rsa(byte[] modulus, int exponent) => Rsa(modulus, exponent, "2a864886f70d010101", [5, 0]);

    private static byte[] Rsa(byte[] modulus, int exponent, string oid, byte[] parameters)
    {
        byte[] exponentBytes = [(byte)(exponent >> 16), (byte)(exponent >> 8), (byte)exponent];
        byte[] numbers = Der.Wrap(Der.Sequence, Der.Number(modulus), Der.Number(exponentBytes));
        byte[] identifier = Der.Wrap(
            Der.Sequence, Der.Wrap(Der.ObjectIdentifier, Convert.FromHexString(oid)), parameters);
        return Der.Wrap(Der.Sequence, identifier, Der.Wrap(Der.BitString, [0], numbers));
    }
}
