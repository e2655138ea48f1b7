using Holdfast.Ike;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.ChildRekey;

/// <summary>Rekeys of a Child SA whose first group the other side does not take (RFC 7296 section 1.3).</summary>
public sealed class InvalidKeTests
{
    private static readonly string Refusal = $"{NotifyType.InvalidKePayload} {(int)KeyExchangeMethod.Ecp256}";

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_rekey_goes_on_with_the_other_group(bool bySite)
    {
        Pair pair = Differing();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        Assert.Single(b.Installed);
        pair.Pass(b, Refusal);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, "child");
        pair.Pass(a, $"delete {a.Installed[0]:x}");

        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void Both_are_refused_and_the_second_tries_collide(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = BothRefused(bySite, lowest);
        b.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        a.Random.NextNonce(Cases.Nonce(lowest, 3));
        pair.Pass(b, $"rekey {b.Installed[0]:x}");
        pair.Pass(b, "child");
        pair.Pass(a, "child");
        bool aWins = lowest is 1 or 3;
        pair.Pass(a, $"delete {(aWins ? a.Installed[0] : a.Installed[2]):x}");
        pair.Pass(b, $"delete {(aWins ? b.Installed[2] : b.Installed[0]):x}");

        pair.EndsWell();
        Assert.Equal(aWins ? a.Installed[2] : a.Installed[1], a.Children.Keys.Single());
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void Both_are_refused_and_one_second_try_is_late(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b) = BothRefused(bySite, lowest);
        byte[] late = pair.Hold(a, $"rekey {a.Installed[0]:x}");
        a.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Pass(b, $"rekey {b.Installed[0]:x}");
        pair.Pass(a, "child");
        pair.Hand(a, late);
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));

        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    /// <summary>B's request arrives between A's refused first try and its second.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_second_try_is_not_made_when_the_other_side_has_rekeyed_meanwhile(bool bySite)
    {
        Pair pair = Differing();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        byte[] refusal = pair.Hold(b, Refusal);
        b.RekeyChild(pair.Now);
        pair.Deliver(b);
        pair.Pass(a, Refusal);
        pair.Pass(b, $"rekey {b.Installed[0]:x}");
        pair.Hand(b, refusal);

        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    /// <summary>Each side's first group is one that the other does not have; ECP-256 is common.</summary>
    private static Pair Differing()
    {
        IkeSettings site = Offers.Groups(KeyExchangeMethod.Curve25519, KeyExchangeMethod.Ecp256);
        return new Pair(1, site, Pair.Mirror(Offers.Groups(KeyExchangeMethod.Modp2048, KeyExchangeMethod.Ecp256)));
    }

    private static (Pair Pair, Engine A, Engine B) BothRefused(bool bySite, int lowest)
    {
        Pair pair = Differing();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        b.RekeyChild(pair.Now);
        pair.Deliver(a);
        pair.Deliver(b);
        a.Random.NextNonce(Cases.Nonce(lowest, 0));
        pair.Pass(b, Refusal);
        b.Random.NextNonce(Cases.Nonce(lowest, 1));
        pair.Pass(a, Refusal);
        return (pair, a, b);
    }
}
