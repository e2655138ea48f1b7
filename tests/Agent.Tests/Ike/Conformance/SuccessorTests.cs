using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Protection;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>An IKE SA made by a rekey (RFC 7296 sections 2.18 and 3.1), and what each protected message needs of its own (section 3.14).</summary>
public sealed class SuccessorTests
{
    private static readonly IkeHeader Header =
        new(1, 2, PayloadType.None, 2, 0, ExchangeType.Informational, HeaderFlags.Initiator, 0, 0);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_counts_from_zero_both_ways_and_its_flags_follow_who_began_the_rekey(bool bySite)
    {
        Pair pair = new();
        (bySite ? pair.Site : pair.Gateway).RekeyIke(pair.Now);
        pair.Settle();
        Assert.NotEqual((1ul, 2ul), pair.Site.IkeSpis);

        foreach (Engine engine in new[] { pair.Site, pair.Gateway })
        {
            engine.RekeyChild(pair.Now);
            IkeHeader.TryRead(engine.Outbox.Peek(), out IkeHeader header, out _);
            Assert.Equal(0u, header.MessageId);
            Assert.Equal(engine == pair.Site == bySite, header.FromInitiator);
            pair.Settle();
        }
    }

    [Theory]
    [InlineData(EncryptionId.AesGcm16)]
    [InlineData(EncryptionId.ChaCha20Poly1305)]
    public void Each_message_by_an_aead_has_an_iv_of_its_own(EncryptionId encryption)
    {
        IkeSuite suite = new(encryption, 256, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Curve25519);
        using IkeKeys keys = IkeKeys.Derive(suite, new byte[32], new byte[32], new byte[32], new byte[8], new byte[8]);
        using SkProtection protection = SkProtection.Create(suite, keys.Ei, keys.Ai, new SeededRandom(7));
        HashSet<string> ivs = [];

        for (int message = 0; message < 100; message++)
            Assert.True(ivs.Add(Convert.ToHexString(protection.Seal(Header, []).AsSpan(IkeHeader.Size + PayloadChain.HeaderSize, 8))));
    }

    [Fact]
    public void Each_message_by_aes_cbc_has_an_iv_of_its_own_from_the_random_source()
    {
        IkeSuite suite = new(EncryptionId.AesCbc, 128, IntegrityId.HmacSha256_128, PrfId.HmacSha256, KeyExchangeMethod.Curve25519);
        using IkeKeys keys = IkeKeys.Derive(suite, new byte[32], new byte[32], new byte[32], new byte[8], new byte[8]);
        using SkProtection protection = SkProtection.Create(suite, keys.Ei, keys.Ai, new SeededRandom(7));
        byte[] expected = new byte[16];
        SeededRandom same = new(7);

        for (int message = 0; message < 3; message++)
        {
            same.Fill(expected);
            Assert.Equal(expected, protection.Seal(Header, []).AsSpan(IkeHeader.Size + PayloadChain.HeaderSize, 16).ToArray());
        }
    }
}
