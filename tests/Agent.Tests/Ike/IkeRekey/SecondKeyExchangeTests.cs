using Holdfast.Ike;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.IkeRekey;

/// <summary>
/// A gateway that would like a second key exchange (RFC 9370) with the rekey of the IKE SA; we do the first alone. One that
/// insists is refused, and the IKE SA stays.
/// </summary>
public sealed class SecondKeyExchangeTests
{
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_rekey_does_without_it(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        a.RekeyIke(pair.Now);
        pair.Pass(a, "rekey ike");
        pair.Pass(b, "ike");
        pair.CarriesOn();
    }

    [Fact]
    public void The_first_group_is_refused_and_the_next_does_without_it_too()
    {
        IkeSettings site = Offers.Groups(KeyExchangeMethod.Ecp256, KeyExchangeMethod.Curve25519);
        Pair pair = new(1, site, Pair.Mirror(Offers.WithSecondKeyExchange()));
        pair.Site.RekeyIke(pair.Now);
        pair.Pass(pair.Site, "rekey ike");
        pair.Pass(pair.Gateway, $"{NotifyType.InvalidKePayload} {(int)KeyExchangeMethod.Curve25519}");
        pair.Pass(pair.Site, "rekey ike");
        pair.Pass(pair.Gateway, "ike");
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void Both_rekey_at_once(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.CollideIke(a, b, lowest);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void Both_rekey_at_once_and_one_answer_is_late(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.CollideIke(a, b, lowest);
        byte[] delayed = pair.Hold(b, "ike");
        pair.Settle();
        pair.Hand(b, delayed);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void Both_rekey_at_once_and_one_request_is_late(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        a.Random.NextNonce(Cases.Nonce(lowest, 0));
        a.RekeyIke(pair.Now);
        b.Random.NextNonce(Cases.Nonce(lowest, 1));
        b.RekeyIke(pair.Now);
        byte[] late = Pair.Take(a);
        a.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Deliver(b);
        pair.Deliver(a);
        pair.Hand(a, late);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void One_rekeys_and_the_other_deletes(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        a.RekeyIke(pair.Now);
        b.Close(pair.Now);
        pair.Settle();
        Assert.NotNull(a.Down);
        Assert.NotNull(b.Down);
    }

    [Fact]
    public void One_that_insists_is_refused_and_the_ike_sa_stays()
    {
        Pair pair = new(1, Offers.Groups(KeyExchangeMethod.Curve25519), Pair.Mirror(Offers.InsistingOnSecondKeyExchange()));
        pair.Gateway.RekeyIke(pair.Now);
        pair.Pass(pair.Gateway, "rekey ike");
        pair.Pass(pair.Site, nameof(NotifyType.NoProposalChosen));
        pair.EndsWell();
        Assert.Equal((1ul, 2ul), pair.Site.IkeSpis);
    }

    private static (Pair Pair, Engine A, Engine B) Begin(bool bySite)
    {
        Pair pair = new(1, Offers.Groups(KeyExchangeMethod.Curve25519), Pair.Mirror(Offers.WithSecondKeyExchange()));
        (Engine a, Engine b) = pair.Sides(bySite);
        return (pair, a, b);
    }
}
