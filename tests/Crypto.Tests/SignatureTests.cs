using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Xunit;

namespace Holdfast.Tests.Crypto;

public sealed class SignatureTests
{
    private static readonly byte[] Message = "what IKE signs"u8.ToArray();

    public static TheoryData<KeyKind, SignatureAlgorithm> Pairs =>
    [
        .. from kind in Keys.Kinds
           from algorithm in Enum.GetValues<SignatureAlgorithm>()
           where SignatureAlgorithms.Fits(algorithm, kind)
           select (kind, algorithm),
    ];

    [Theory, MemberData(nameof(Pairs))]
    public void What_is_signed_verifies_and_nothing_else_does(KeyKind kind, SignatureAlgorithm algorithm)
    {
        PrivateKey ours = Keys.Of(kind);
        using PublicKey key = Public(ours);
        foreach (EcdsaFormat format in Enum.GetValues<EcdsaFormat>())
        {
            byte[] signature = ours.Sign(algorithm, Message, format);
            Assert.True(key.Verify(algorithm, Message, signature, format));
            Assert.False(key.Verify(algorithm, "another"u8, signature, format));
            Assert.False(key.Verify(algorithm, Message, [.. signature, 0], format));
            Assert.False(key.Verify(algorithm, Message, signature[..^1], format));
            Assert.False(key.Verify(algorithm, Message, [], format));
            for (int bit = 0; bit < signature.Length * 8; bit += 7)
            {
                byte[] changed = [.. signature];
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(key.Verify(algorithm, Message, changed, format));
            }
            Assert.All(
                Enum.GetValues<SignatureAlgorithm>().Where(other => other != algorithm),
                other => Assert.False(key.Verify(other, Message, signature, format)));
        }
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    [Theory]
    [InlineData(KeyKind.P256, SignatureAlgorithm.EcdsaSha256, 64)]
    [InlineData(KeyKind.P384, SignatureAlgorithm.EcdsaSha384, 96)]
    [InlineData(KeyKind.P521, SignatureAlgorithm.EcdsaSha512, 132)]
    public void Fixed_ecdsa_signatures_have_rfc_4754s_length_and_are_no_der(
        KeyKind kind, SignatureAlgorithm algorithm, int length)
    {
        using PublicKey key = Public(Keys.Of(kind));
        for (int i = 0; i < 300; i++) // numbers that begin with zero are among them
        {
            byte[] signature = Keys.Of(kind).Sign(algorithm, [(byte)i, (byte)(i >> 8)], EcdsaFormat.Fixed);
            Assert.Equal(length, signature.Length);
            Assert.True(key.Verify(algorithm, [(byte)i, (byte)(i >> 8)], signature, EcdsaFormat.Fixed));
            Assert.False(key.Verify(algorithm, [(byte)i, (byte)(i >> 8)], signature));
        }
        Assert.False(key.Verify(algorithm, Message, new byte[length], EcdsaFormat.Fixed));
        Assert.False(key.Verify(algorithm, Message, [0x30, 6, 2, 1, 0, 2, 1, 0]));
        Assert.False(key.Verify(algorithm, Message, [0x30, 0]));
    }

    [Fact]
    public void A_key_does_not_sign_by_an_algorithm_of_another_kind() =>
        Assert.Throws<ArgumentException>(
            "algorithm", () => Keys.Of(KeyKind.P256).Sign(SignatureAlgorithm.RsaPssSha256, Message));

    [Fact]
    public void A_salt_of_another_length_is_refused()
    {
        PrivateKey ours = Keys.Of(KeyKind.Rsa);
        using PublicKey key = Public(ours);
        foreach (int length in new[] { 0, 20, 31, 32, 33, 64 })
        {
            SignatureScheme usual = SignatureAlgorithms.Scheme(SignatureAlgorithm.RsaPssSha256);
            SignatureScheme scheme = usual with { SaltLength = length };
            byte[] signature = ours.Key.Sign(scheme, Message);
            Assert.Equal(length == 32, key.Verify(SignatureAlgorithm.RsaPssSha256, Message, signature));
        }
    }

    private static PublicKey Public(PrivateKey key)
    {
        Assert.True(PublicKey.TryImport(key.ExportPublicKey(), out PublicKey? imported, out string? reason), reason);
        Assert.Equal((key.Kind, key.Bits), (imported.Kind, imported.Bits));
        Assert.Equal(key.ExportPublicKey(), imported.Export());
        return imported;
    }
}
