using Holdfast.Tests.Ike.Peer;
using Xunit;

namespace Holdfast.Tests.Ike.IkeRekey;

/// <summary>
/// Both sides rekey the IKE SA at once: the new one that the lowest of the four nonces belongs to is deleted by the side that
/// began it, the old one by the other (RFC 7296 section 2.8.2).
/// </summary>
public sealed class CollisionTests
{
    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void The_lowest_nonce_is_given_up_by_the_side_that_began_it(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.CollideIke(a, b, lowest);
        pair.Pass(b, "ike");
        pair.Pass(a, "ike");
        Assert.Equal(a.IkeSpis, b.IkeSpis);
        (Engine winner, Engine loser) = lowest is 1 or 3 ? (a, b) : (b, a);
        Assert.Equal((1ul, 2ul), pair.NextSpis(winner));
        Assert.NotEqual((1ul, 2ul), pair.NextSpis(loser));
        Assert.NotEqual(a.IkeSpis, pair.NextSpis(loser));
        pair.Pass(a, "delete ike");
        pair.Pass(b, "delete ike");
        pair.CarriesOn();
    }

    /// <summary>B has the answer, decides and deletes its part while its own answer to A is still under way.</summary>
    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void One_answer_is_late(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.CollideIke(a, b, lowest);
        byte[] delayed = pair.Hold(b, "ike");
        pair.Pass(a, "ike");
        pair.Pass(b, "delete ike");
        pair.Pass(a, "ok");
        pair.Hand(b, delayed);
        pair.Settle();
        Assert.Equal(a.IkeSpis, b.IkeSpis);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void One_answer_is_so_late_that_it_has_to_be_asked_for_again(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.CollideIke(a, b, lowest);
        pair.Hold(b, "ike");
        pair.Pass(a, "ike");
        pair.Pass(b, "delete ike");
        pair.Pass(a, "ok");
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void Collisions_in_a_row_leave_one(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        for (int i = 0; i < 5; i++)
        {
            pair.CollideIke(a, b, (lowest + i) % 4);
            pair.EndsWell();
        }
    }
}
