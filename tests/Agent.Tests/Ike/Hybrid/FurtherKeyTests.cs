using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Hybrid;

/// <summary>Where the secrets of additional key exchanges go in key derivation (RFC 9370 section 2.2.4), put together by hand.</summary>
public sealed class FurtherKeyTests
{
    private static readonly ExchangeNonces Nonces = new([1, 1], [2, 2]);

    [Fact]
    public void Of_a_child_sa_they_follow_the_nonces()
    {
        byte[] d = [9, 9, 9];
        (SecretBytes first, SecretBytes second) = ChildKeys.Derive(PrfId.HmacSha256, d, [7], Nonces, 16, [8, 8]);
        using (first)
        using (second)
            Assert.Equal(HMACSHA256.HashData(d, (byte[])[7, 1, 1, 2, 2, 8, 8, 1]), (byte[])[.. first.Span, .. second.Span]);
    }

    [Fact]
    public void Of_an_ike_sa_they_follow_the_nonces()
    {
        byte[] d = [9, 9, 9], spis = new byte[16];
        IkeSuite suite = new(EncryptionId.AesGcm16, 128, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Curve25519);
        using IkeKeys keys = IkeKeys.DeriveRekeyed(suite, PrfId.HmacSha256, d, [7], Nonces, spis, [8, 8]);
        byte[] seed = HMACSHA256.HashData(d, (byte[])[7, 1, 1, 2, 2, 8, 8]);
        Assert.Equal(HMACSHA256.HashData(seed, (byte[])[1, 1, 2, 2, .. spis, 1]), keys.D.ToArray());
    }

    [Fact]
    public void They_are_kept_in_their_order()
    {
        using ExchangeSecrets secrets = new(SecretBytes.CopyOf([7]));
        secrets.Add(SecretBytes.CopyOf([8, 8]));
        secrets.Add(SecretBytes.CopyOf([9]));
        Assert.Equal([7], secrets.First.ToArray());
        Assert.Equal([8, 8, 9], secrets.Additional.ToArray());
    }
}
