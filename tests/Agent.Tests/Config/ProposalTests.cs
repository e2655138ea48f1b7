using Holdfast.Config;
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
    public void ESP_proposals_offer_both_kinds_of_sequence_number_unless_told(string text, string canonical)
    {
        Assert.True(ProposalParser.TryParseEsp(text, out EspProposalConfig? proposal, out _));
        Assert.Equal(canonical, proposal.ToString());
    }

    [Fact]
    public void An_ESP_proposal_needs_encryption()
    {
        Assert.False(ProposalParser.TryParseEsp("esn", out _, out string? problem));
        Assert.Equal("no encryption algorithm; add one or more of aes256gcm16, aes128gcm16, chacha20poly1305", problem);
    }

    private static IkeProposalConfig Ike(string text)
    {
        Assert.True(ProposalParser.TryParseIke(text, out IkeProposalConfig? proposal, out string? problem), problem);
        return proposal;
    }
}
