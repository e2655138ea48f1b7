using Holdfast.Config;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Config;

/// <summary>Key exchanges after the first in proposals: <c>ke1_mlkem768</c>.</summary>
public sealed class AdditionalExchangeTests
{
    [Theory]
    [InlineData("aes256gcm16-prfsha384-x25519-ke1_mlkem768")]
    [InlineData("aes256gcm16-prfsha384-x25519-ke1_mlkem768-ke1_mlkem1024-ke1_none")]
    [InlineData("aes256gcm16-prfsha384-x25519-ke1_mlkem1024-ke2_ecp384")]
    [InlineData("aes256gcm16-prfsha384-x25519-ke7_mlkem768")]
    public void An_ike_proposal_is_shown_as_it_is_written(string text)
    {
        Assert.True(ProposalParser.TryParseIke(text, out IkeProposalConfig? proposal, out string? problem), problem);
        Assert.Equal(text, proposal.ToString());
    }

    [Fact]
    public void Each_has_its_number_and_its_method()
    {
        Assert.True(ProposalParser.TryParseEsp(
            "aes256gcm16-x25519-ke1_mlkem768-ke1_none-ke2_ecp256-noesn", out EspProposalConfig? proposal, out _));
        Assert.Equal(
            [
                new AdditionalChoice(1, KeyExchangeMethod.MlKem768), new AdditionalChoice(1, KeyExchangeMethod.None),
                new AdditionalChoice(2, KeyExchangeMethod.Ecp256),
            ],
            proposal.Additional);
        Assert.Equal("aes256gcm16-x25519-ke1_mlkem768-ke1_none-ke2_ecp256-noesn", proposal.ToString());
    }

    [Theory]
    [InlineData("aes256gcm16-prfsha384-ke1_mlkem768", "no key exchange group; add one or more of x25519")]
    [InlineData("aes256gcm16-x25519-ke8_mlkem768", "unknown algorithm \"ke8_mlkem768\"")]
    [InlineData("aes256gcm16-x25519-ke0_mlkem768", "unknown algorithm \"ke0_mlkem768\"")]
    [InlineData("aes256gcm16-x25519-ke1_", "unknown algorithm \"ke1_\"")]
    [InlineData("aes256gcm16-x25519-ke1_kyber", "unknown algorithm \"ke1_kyber\"")]
    [InlineData("aes256gcm16-x25519-ke1_modp1536", "unknown algorithm \"ke1_modp1536\"")]
    [InlineData("aes256gcm16-mlkem768", "unknown algorithm \"mlkem768\"")]
    [InlineData("aes256gcm16-x25519-ke1_mlkem786", "unknown algorithm \"ke1_mlkem786\"; did you mean \"ke1_mlkem768\"?")]
    [InlineData("aes256gcm16-x25519-ke1_mlkem768-ke1_mlkem768", "\"ke1_mlkem768\" names an algorithm twice")]
    [InlineData("aes256gcm16-x25519-ke1_x25519", "\"ke1_x25519\" repeats a key exchange of the proposal; leave one of them out")]
    [InlineData("aes256gcm16-x25519-ke1_mlkem768-ke2_mlkem768", "\"ke2_mlkem768\" repeats a key exchange of the proposal")]
    public void A_bad_one_says_why(string text, string start)
    {
        Assert.False(ProposalParser.TryParseIke(text, out _, out string? problem));
        Assert.StartsWith(start, problem);
    }

    [Fact]
    public void An_esp_proposal_has_a_first_key_exchange_before_it()
    {
        Assert.False(ProposalParser.TryParseEsp("aes256gcm16-ke1_mlkem768", out _, out string? problem));
        Assert.StartsWith("\"ke1_mlkem768\" comes after a first key exchange; add one or more of x25519", problem);
    }
}
