using System.Text;
using Holdfast.Crypto;
using Holdfast.Crypto.Native;
using Xunit;

namespace Holdfast.Tests.Crypto;

/// <summary>The examples of RFC 2759 section 9.2 and RFC 3079 section 3.5.3.</summary>
public sealed class MsChapV2Tests
{
    private static readonly byte[] AuthenticatorChallenge = Hex("5b5d7c7d7b3f2f3e3c2c602132262628");
    private static readonly byte[] PeerChallenge = Hex("21402324255e262a28295f2b3a337c7e");
    private static readonly byte[] Response = Hex("82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df");

    [Fact]
    public void The_password_is_hashed_as_published()
    {
        using SecretBytes hash = MsChapV2.NtPasswordHash("clientPass"u8);
        Assert.Equal("44ebba8d5312b8d611474411f56989ae", Convert.ToHexStringLower(hash.Span));
        using SecretBytes twice = MsChapV2.HashOfHash(hash);
        Assert.Equal("41c00c584bd2d91c4017a2a12fa59f3f", Convert.ToHexStringLower(twice.Span));
    }

    [Fact]
    public void The_response_is_as_published()
    {
        using SecretBytes hash = MsChapV2.NtPasswordHash("clientPass"u8);
        Assert.Equal(Response, MsChapV2.NtResponse(AuthenticatorChallenge, PeerChallenge, "User"u8, hash));
        Assert.NotEqual(Response, MsChapV2.NtResponse(AuthenticatorChallenge, PeerChallenge, "user"u8, hash));
    }

    [Fact]
    public void The_authenticators_proof_is_as_published()
    {
        byte[] proof = Proof();
        Assert.Equal("407a5589115fd0d6209f510fe9c04566932cda56", Convert.ToHexStringLower(proof));
        Assert.True(Verifies("S=407A5589115FD0D6209F510FE9C04566932CDA56", proof));
        Assert.True(Verifies("S=407a5589115fd0d6209f510fe9c04566932cda56", proof));
        Assert.True(Verifies("S=407A5589115FD0D6209F510FE9C04566932CDA56 M=Welcome", proof));
    }

    [Theory]
    [InlineData("")]
    [InlineData("S=")]
    [InlineData("S=407A5589115FD0D6209F510FE9C04566932CDA5")]
    [InlineData("S=407A5589115FD0D6209F510FE9C04566932CDA57")]
    [InlineData("S=407A5589115FD0D6209F510FE9C04566932CDA560")]
    [InlineData("S=407A5589115FD0D6209F510FE9C04566932CDA5G")]
    [InlineData("s=407A5589115FD0D6209F510FE9C04566932CDA56")]
    [InlineData("M=407A5589115FD0D6209F510FE9C04566932CDA56")]
    [InlineData("S=4 7A5589115FD0D6209F510FE9C04566932CDA56")]
    [InlineData("S=407A5589115FD0D6209F510FE9C04566932CDAé")]
    [InlineData("S=0000000000000000000000000000000000000000")]
    public void Another_proof_is_refused(string message) => Assert.False(Verifies(message, Proof()));

    [Fact]
    public void The_keys_are_as_published()
    {
        using SecretBytes hash = MsChapV2.NtPasswordHash("clientPass"u8);
        using SecretBytes master = MsChapV2Keys.MasterKey(hash, Response);
        Assert.Equal("fdece3717a8c838cb388e527ae3cdd31", Convert.ToHexStringLower(master.Span));
        using SecretBytes msk = MsChapV2Keys.Msk(hash, Response);
        // The example is the server's send key: the second half of the first 32 bytes.
        Assert.Equal("8b7cdc149b993a1ba118cb153f56dccb", Convert.ToHexStringLower(msk.Span[16..32]));
        Assert.Equal(64, msk.Length);
        Assert.Equal(new byte[32], msk.Span[32..].ToArray());
        Assert.NotEqual(msk.Span[..16].ToArray(), msk.Span[16..32].ToArray());
    }

    [Theory]
    [InlineData("", "31d6cfe0d16ae931b73c59d7e0c089c0")]
    [InlineData("password", "8846f7eaee8fb117ad06bdd830b7586c")]
    public void Well_known_passwords_have_their_well_known_hashes(string password, string expected)
    {
        using SecretBytes hash = MsChapV2.NtPasswordHash(Encoding.UTF8.GetBytes(password));
        Assert.Equal(expected, Convert.ToHexStringLower(hash.Span));
    }

    [Fact]
    public void Passwords_beyond_ascii_are_hashed_as_utf_16()
    {
        foreach (string password in new[] { "päßwörd", "пароль", "密码", "🔑 key" })
        {
            byte[] expected = new byte[16];
            LegacyDigest.Md4(Encoding.Unicode.GetBytes(password), expected);
            using SecretBytes hash = MsChapV2.NtPasswordHash(Encoding.UTF8.GetBytes(password));
            Assert.Equal(expected, hash.Span.ToArray());
        }
        using SecretBytes broken = MsChapV2.NtPasswordHash([0xff, 0xc3, 0x80, 0xe2]);
        Assert.Equal(16, broken.Length);
    }

    [Fact]
    public void Eap_md5_is_computed_as_rfc_1994_says()
    {
        // MD5("\x01" "secret" "challenge")
        byte[] expected = new byte[16];
        LegacyDigest.Md5("\u0001secretchallenge"u8, expected);
        Assert.Equal(expected, EapMd5.Response(1, "secret"u8, "challenge"u8));
        LegacyDigest.Md5("abc"u8, expected);
        Assert.Equal("900150983cd24fb0d6963f7d28e17f72", Convert.ToHexStringLower(expected));
    }

    [Fact]
    public void Nobody_else_sees_the_legacy_algorithms()
    {
        using SecretBytes hash = MsChapV2.NtPasswordHash("loads them"u8);
        Assert.Throws<CryptoException>(() => CipherContext.Create("DES-ECB", new byte[8], encrypt: true));
        Assert.Equal(0ul, LibCrypto.ERR_peek_error());
    }

    private static byte[] Proof()
    {
        using SecretBytes hash = MsChapV2.NtPasswordHash("clientPass"u8);
        return MsChapV2.AuthenticatorResponse(AuthenticatorChallenge, PeerChallenge, "User"u8, hash, Response);
    }

    private static bool Verifies(string message, byte[] proof) =>
        MsChapV2.VerifyAuthenticatorResponse(Encoding.Latin1.GetBytes(message), proof);

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
