using Holdfast.Ike;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.ChildRekey;

/// <summary>
/// A gateway that would like a second key exchange (RFC 9370) with the rekey of a Child SA. We do the first alone, so its cases
/// are those of an ordinary rekey; one that insists is refused, and what stands stays.
/// </summary>
public sealed class SecondKeyExchangeTests
{
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_rekey_does_without_it(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        a.RekeyChild(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, "child");
        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_first_group_is_refused_and_the_next_does_without_it_too(bool bySite)
    {
        IkeSettings site = Offers.Groups(KeyExchangeMethod.Ecp256, KeyExchangeMethod.Curve25519);
        Pair pair = new(1, site, Pair.Mirror(Offers.WithSecondKeyExchange()));
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        Assert.Equal(bySite ? $"{NotifyType.InvalidKePayload} {(int)KeyExchangeMethod.Curve25519}" : "child", pair.Next(b));
        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void Both_rekey_at_once(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.CollideChild(a, b, lowest);
        pair.EndsWell();
        Assert.Equal(lowest is 1 or 3 ? a.Installed[2] : a.Installed[1], a.Children.Keys.Single());
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void Both_rekey_at_once_and_one_answer_is_late(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.CollideChild(a, b, lowest);
        byte[] delayed = pair.Hold(b, "child");
        pair.Settle();
        pair.Hand(b, delayed);
        pair.EndsWell();
        Assert.Equal(lowest is 1 or 3 ? a.Installed[2] : a.Installed[1], a.Children.Keys.Single());
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void Both_rekey_at_once_and_one_request_is_late(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        a.Random.NextNonce(Cases.Nonce(lowest, 0));
        a.RekeyChild(pair.Now);
        b.Random.NextNonce(Cases.Nonce(lowest, 1));
        b.RekeyChild(pair.Now);
        byte[] late = Pair.Take(a);
        a.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Deliver(b);
        pair.Pass(a, "child");
        pair.Hand(a, late);
        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void One_rekeys_and_the_other_deletes(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        (pair.Watch.MayLackPath, pair.Watch.Senders) = (true, 2);
        a.RekeyChild(pair.Now);
        b.ExpireChild(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.Run(TimeSpan.FromSeconds(25));
        Assert.True(pair.Agrees);
        Assert.DoesNotContain(a.Installed[0], a.Children.Keys);
    }

    [Fact]
    public void One_that_insists_is_refused_and_the_old_one_stays()
    {
        Pair pair = new(1, Offers.Groups(KeyExchangeMethod.Curve25519), Pair.Mirror(Offers.InsistingOnSecondKeyExchange()));
        pair.Gateway.RekeyChild(pair.Now);
        pair.Pass(pair.Gateway, $"rekey {pair.Gateway.Installed[0]:x}");
        pair.Pass(pair.Site, nameof(NotifyType.NoProposalChosen));
        pair.EndsWell();
        Assert.Single(pair.Site.Installed);
    }

    private static (Pair Pair, Engine A, Engine B) Begin(bool bySite)
    {
        Pair pair = new(1, Offers.Groups(KeyExchangeMethod.Curve25519), Pair.Mirror(Offers.WithSecondKeyExchange()));
        (Engine a, Engine b) = pair.Sides(bySite);
        return (pair, a, b);
    }
}
