using Holdfast.Ike.Login;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Session;
using Holdfast.Ike;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class ProposalTests
{
    [Fact]
    public void An_AEAD_proposal_has_no_integrity_algorithm()
    {
        IkeProposalConfig proposal = Ike("aes256gcm16-prfsha384-ecp256");
        Assert.Equal([new EncryptionChoice(EncryptionId.AesGcm16, 256)], proposal.Encryptions);
        Assert.Empty(proposal.Integrities);
        Assert.Equal([PrfId.HmacSha384], proposal.Prfs);
        Assert.Equal([KeyExchangeMethod.Ecp256], proposal.KeyExchanges);
    }

    [Fact]
    public void A_CBC_proposal_takes_its_prf_from_the_integrity_algorithm()
    {
        IkeProposalConfig proposal = Ike("aes256-sha256-modp2048");
        Assert.Equal([new EncryptionChoice(EncryptionId.AesCbc, 256)], proposal.Encryptions);
        Assert.Equal([IntegrityId.HmacSha256_128], proposal.Integrities);
        Assert.Equal([PrfId.HmacSha256], proposal.Prfs);
        Assert.Equal([KeyExchangeMethod.Modp2048], proposal.KeyExchanges);
    }

    [Fact]
    public void ChaCha20_has_no_key_length() =>
        Assert.Equal([new EncryptionChoice(EncryptionId.ChaCha20Poly1305, null)],
            Ike("chacha20poly1305-prfsha256-curve25519").Encryptions);

    [Theory]
    [InlineData("aes128gcm16-x25519", "aes128gcm16-prfsha256-prfsha384-prfsha512-x25519")]
    [InlineData("aes128gcm128-prfsha256-curve25519", "aes128gcm16-prfsha256-x25519")]
    [InlineData("modp2048-prfsha512-chacha20poly1305-x25519-aes128gcm16",
        "chacha20poly1305-aes128gcm16-prfsha512-modp2048-x25519")]
    [InlineData("aes128-sha2_256-prfsha512-ecp256", "aes128-sha256-prfsha512-ecp256")]
    [InlineData("aes256-sha384-ecp384", "aes256-sha384-prfsha384-ecp384")]
    [InlineData("aes256-sha512-sha256-ecp521-modp4096", "aes256-sha512-sha256-prfsha512-prfsha256-ecp521-modp4096")]
    [InlineData("aes128-sha1-modp1536", "aes128-sha1-prfsha1-modp1536")]
    [InlineData("aes128-sha1-prfsha256-modp3072", "aes128-sha1-prfsha256-modp3072")]
    public void Several_of_a_kind_keep_their_order_and_aliases_their_meaning(string text, string canonical) =>
        Assert.Equal(canonical, Ike(text).ToString());

    [Theory]
    [InlineData("", "unknown algorithm \"\"")]
    [InlineData("aes128gcm16-", "unknown algorithm \"\"")]
    [InlineData("aes128gcm8-x25519", "unknown algorithm \"aes128gcm8\"; did you mean \"aes128gcm16\"?")]
    [InlineData("AES128GCM16-x25519", "unknown algorithm \"AES128GCM16\"; did you mean \"aes128gcm16\"?")]
    [InlineData("prfsha256-x25519",
        "no encryption algorithm; add one or more of aes256gcm16, aes128gcm16, chacha20poly1305, aes256, aes128")]
    [InlineData("aes128gcm16-aes256-sha256-x25519",
        "AEADs (gcm, chacha20poly1305) and CBC can't share a proposal; write two proposals")]
    [InlineData("aes128gcm16-sha256-x25519",
        "an AEAD takes no integrity algorithm; write \"prfsha256\" in place of \"sha256\"")]
    [InlineData("aes256-prfsha256-x25519", "no integrity algorithm; AES-CBC needs \"sha256\"")]
    [InlineData("aes128gcm16-x25519-curve25519", "\"curve25519\" names an algorithm twice")]
    [InlineData("aes128gcm16-x25519-esn", "unknown algorithm \"esn\"")]
    [InlineData("3des-sha256-modp2048", "\"3des\" is too weak and never used; allowed: aes256gcm16")]
    [InlineData("aes128-md5-modp2048", "\"md5\" is too weak and never used")]
    [InlineData("aes128-sha256-prfmd5-modp2048", "\"prfmd5\" is too weak and never used")]
    [InlineData("aes128-sha256-modp1024", "\"modp1024\" is too weak and never used")]
    [InlineData("aes128-sha256-modp2048-modp768", "\"modp768\" is too weak and never used")]
    public void A_bad_IKE_proposal_says_why(string text, string start)
    {
        Assert.False(ProposalParser.TryParseIke(text, out _, out string? problem));
        Assert.StartsWith(start, problem);
    }

    [Theory]
    [InlineData("aes128gcm16", "aes128gcm16-esn-noesn")]
    [InlineData("aes256gcm16-noesn", "aes256gcm16-noesn")]
    [InlineData("chacha20poly1305-esn", "chacha20poly1305-esn")]
    [InlineData("noesn-aes128gcm16-esn-chacha20poly1305", "aes128gcm16-chacha20poly1305-noesn-esn")]
    [InlineData("aes256-sha384", "aes256-sha384-esn-noesn")]
    [InlineData("aes128-aes256-sha1-sha512-modp1536-noesn", "aes128-aes256-sha1-sha512-modp1536-noesn")]
    [InlineData("aes256gcm16-ecp384-curve25519", "aes256gcm16-ecp384-x25519-esn-noesn")]
    public void ESP_proposals_offer_both_kinds_of_sequence_number_unless_told(string text, string canonical)
    {
        Assert.True(ProposalParser.TryParseEsp(text, out EspProposalConfig? proposal, out _));
        Assert.Equal(canonical, proposal.ToString());
    }

    [Fact]
    public void An_ESP_proposal_names_integrity_and_groups()
    {
        Assert.True(ProposalParser.TryParseEsp("aes128-sha384-ecp521-modp2048-esn", out EspProposalConfig? proposal, out _));
        Assert.Equal([new EncryptionChoice(EncryptionId.AesCbc, 128)], proposal.Encryptions);
        Assert.Equal([IntegrityId.HmacSha384_192], proposal.Integrities);
        Assert.Equal([KeyExchangeMethod.Ecp521, KeyExchangeMethod.Modp2048], proposal.KeyExchanges);
        Assert.Equal([true], proposal.ExtendedSequenceNumbers);
    }

    [Theory]
    [InlineData("esn", "no encryption algorithm; add one or more of aes256gcm16, aes128gcm16, chacha20poly1305, aes256, aes128")]
    [InlineData("aes256-esn", "no integrity algorithm; AES-CBC needs \"sha256\", \"sha384\" or \"sha512\"")]
    [InlineData("aes256gcm16-sha256", "an AEAD takes no integrity algorithm; leave it out")]
    [InlineData("aes256gcm16-aes256-sha256",
        "AEADs (gcm, chacha20poly1305) and CBC can't share a proposal; write two proposals")]
    [InlineData("aes256gcm16-prfsha256", "unknown algorithm \"prfsha256\"")]
    [InlineData("null-sha256", "\"null\" is too weak and never used")]
    public void A_bad_ESP_proposal_says_why(string text, string start)
    {
        Assert.False(ProposalParser.TryParseEsp(text, out _, out string? problem));
        Assert.StartsWith(start, problem);
    }

    [Fact]
    public void Weak_algorithms_are_served_with_a_warning_each()
    {
        Assert.True(ProposalParser.TryParseEsp("aes128-sha", out EspProposalConfig? esp, out _));
        Assert.Equal(
            [
                "IKE proposal names sha1, which is weak: use sha256 once the gateway can",
                "IKE proposal names prfsha1, which is weak: use prfsha256 once the gateway can",
                "IKE proposal names modp1536, which is weak: use x25519, ecp256 or modp2048 once the gateway can",
                "ESP proposal names sha1, which is weak: use sha256 once the gateway can",
            ],
            ProposalWarnings.Of([Ike("aes128-sha1-modp1536"), Ike("aes256-sha1-modp1536")], [esp]));
        Assert.Empty(ProposalWarnings.Of([Ike("aes128-sha256-modp2048")], []));
    }

    [Fact]
    public void The_default_offer_leaves_room_in_a_datagram_of_1280_bytes_for_the_largest_group()
    {
        using SecretBytes secret = new(1);
        IkeSettings settings = SettingsMapper.Map(ConfigFile.Connection(ConfigFile.With()), new SharedKey(secret), exportKeys: false);
        byte[] buffer = new byte[2000];
        WireWriter writer = new(buffer);
        PayloadChain.Write(ref writer, [new SaPayload(settings.IkeProposals)]);
        const int HeaderNonceAndNotifies = 28 + 68 + (4 * 28) + 40 + 68 + 8; // with a cookie of 64 bytes
        Assert.InRange(writer.Position + HeaderNonceAndNotifies + 8 + 512, 0, 1280 - 40 - 8 - 4);
        Assert.Equal(KeyExchangeMethod.Curve25519, ProposalParser.DefaultIke(hasAesInstructions: false)[0].KeyExchanges[0]);
    }

    private static IkeProposalConfig Ike(string text)
    {
        Assert.True(ProposalParser.TryParseIke(text, out IkeProposalConfig? proposal, out string? problem), problem);
        return proposal;
    }
}
