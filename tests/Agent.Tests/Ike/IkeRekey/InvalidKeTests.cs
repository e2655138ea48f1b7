using Holdfast.Ike;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.IkeRekey;

/// <summary>Both sides rekey the IKE SA at once, and the first group of each is refused.</summary>
public sealed class InvalidKeTests
{
    private static readonly string Refusal = $"{NotifyType.InvalidKePayload} {(int)KeyExchangeMethod.Ecp256}";

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void The_second_tries_collide(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = BothRefused(bySite, lowest);
        b.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Pass(a, "rekey ike");
        a.Random.NextNonce(Cases.Nonce(lowest, 3));
        pair.Pass(b, "rekey ike");
        pair.Pass(b, "ike");
        pair.Pass(a, "ike");
        Assert.Equal(a.IkeSpis, b.IkeSpis);
        Assert.Equal((1ul, 2ul), pair.NextSpis(lowest is 1 or 3 ? a : b));
        pair.Pass(a, "delete ike");
        pair.Pass(b, "delete ike");
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void One_second_try_is_late(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = BothRefused(bySite, lowest);
        byte[] late = pair.Hold(a, "rekey ike");
        a.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Pass(b, "rekey ike");
        pair.Pass(a, "ike");
        pair.Hand(a, late);
        pair.Pass(b, "delete ike");
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.CarriesOn();
    }

    /// <summary>B's request comes between A's refused first try and its second; B, which saw none of A's, never deletes.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_other_side_has_rekeyed_before_the_second_try(bool bySite)
    {
        Pair pair = Differing();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyIke(pair.Now);
        pair.Deliver(a);
        byte[] refusal = pair.Hold(b, Refusal);
        b.RekeyIke(pair.Now);
        pair.Deliver(b);
        pair.Pass(a, Refusal);
        pair.Pass(b, "rekey ike");
        byte[] answer = pair.Hold(a, "ike");
        pair.Hand(b, refusal);
        Assert.Equal("", pair.Next(a));
        Assert.NotEqual((1ul, 2ul), a.IkeSpis);
        pair.Hand(a, answer);
        pair.CarriesOn();
    }

    /// <summary>Each side's first group is one that the other does not have; ECP-256 is common.</summary>
    internal static Pair Differing()
    {
        IkeSettings site = Offers.Groups(KeyExchangeMethod.Curve25519, KeyExchangeMethod.Ecp256);
        return new Pair(1, site, Pair.Mirror(Offers.Groups(KeyExchangeMethod.Modp2048, KeyExchangeMethod.Ecp256)));
    }

    private static (Pair Pair, Engine A, Engine B) BothRefused(bool bySite, int lowest)
    {
        Pair pair = Differing();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyIke(pair.Now);
        b.RekeyIke(pair.Now);
        pair.Deliver(a);
        pair.Deliver(b);
        a.Random.NextNonce(Cases.Nonce(lowest, 0));
        pair.Pass(b, Refusal);
        b.Random.NextNonce(Cases.Nonce(lowest, 1));
        pair.Pass(a, Refusal);
        return (pair, a, b);
    }
}
