using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.IkeRekey;

/// <summary>One side rekeys the IKE SA, and nothing collides with it (RFC 7296 sections 1.3.2 and 2.18).</summary>
public sealed class RegularTests
{
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_side_that_rekeys_deletes_the_old_one_and_the_child_moves(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyIke(pair.Now);
        pair.Pass(a, "rekey ike");
        pair.Pass(b, "ike");
        Assert.Equal(b.IkeSpis, a.IkeSpis);
        pair.Pass(a, "delete ike");
        pair.Pass(b, "ok");

        pair.EndsWell();
        Assert.Equal(a.Installed[0], a.Children.Keys.Single());
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_rekey_goes_on_with_the_other_group(bool bySite)
    {
        Pair pair = InvalidKeTests.Differing();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyIke(pair.Now);
        pair.Pass(a, "rekey ike");
        pair.Pass(b, $"{NotifyType.InvalidKePayload} {(int)KeyExchangeMethod.Ecp256}");
        pair.Pass(a, "rekey ike");
        pair.Pass(b, "ike");
        pair.Pass(a, "delete ike");
        pair.CarriesOn();
    }

    /// <summary>The Delete of the old IKE SA, or the answer to it, is lost for good: it goes by itself, and nothing else does.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_lost_delete_of_the_old_one_times_out(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyIke(pair.Now);
        pair.Deliver(a);
        pair.Deliver(b);
        for (int second = 0; second < 150; second++)
        {
            if (pair.Next(a) == "delete ike")
                Pair.Take(a);
            pair.Settle();
            pair.Wait(TimeSpan.FromSeconds(1));
        }

        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void Tasks_that_wait_move_to_the_new_one(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyIke(pair.Now);
        a.RekeyChild(pair.Now);
        pair.Pass(a, "rekey ike");
        pair.Pass(b, "ike");
        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    /// <summary>A rekey that waited behind another exchange is needless when the other side has done it.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_rekey_that_still_waited_is_not_done_after_the_other_sides(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.Run(TimeSpan.FromSeconds(15));
        a.HandleDoubt(pair.Now);
        byte[] question = pair.Hold(a, "alive?");
        a.RekeyIke(pair.Now);
        b.RekeyIke(pair.Now);
        pair.Pass(b, "rekey ike");
        pair.Pass(a, "ike");
        (ulong, ulong) fresh = b.IkeSpis;
        pair.Hand(a, question);
        pair.EndsWell();
        Assert.Equal(fresh, a.IkeSpis);
    }

    [Fact]
    public void Asking_twice_rekeys_once()
    {
        Pair pair = new();
        pair.Site.RekeyIke(pair.Now);
        pair.Site.RekeyIke(pair.Now);
        pair.Settle();
        (ulong, ulong) fresh = pair.Site.IkeSpis;
        pair.EndsWell();
        Assert.Equal(fresh, pair.Site.IkeSpis);
        Assert.Equal(2, pair.Site.Actions.OfType<Holdfast.Ike.Actions.ExportIkeKeys>().Count());
    }
}
