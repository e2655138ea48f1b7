using Holdfast.Tests.Ike.Peer;
using Xunit;

namespace Holdfast.Tests.Ike.ChildRekey;

/// <summary>
/// Both sides rekey a Child SA at once: the successor that the lowest of the four nonces belongs to is deleted by the side that
/// began it, the old one by the other (RFC 7296 section 2.8.1).
/// </summary>
public sealed class CollisionTests
{
    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void The_lowest_nonce_is_given_up_by_the_side_that_began_it(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.CollideChild(a, b, lowest);
        bool aWins = lowest is 1 or 3;
        pair.Pass(b, "child");
        Assert.Equal(aWins ? a.Installed[2] : a.Installed[0], a.Sending.Single().InboundSpi);
        pair.Pass(a, "child");
        Assert.Equal(aWins ? b.Installed[0] : b.Installed[2], b.Sending.Single().InboundSpi);

        // Each end's own successor is its third, the one that it answered is the second.
        pair.Pass(a, $"delete {(aWins ? a.Installed[0] : a.Installed[2]):x}");
        pair.Pass(b, $"delete {(aWins ? b.Installed[2] : b.Installed[0]):x}");
        pair.EndsWell();
        Assert.Equal(aWins ? a.Installed[2] : a.Installed[1], a.Children.Keys.Single());
        Assert.Equal(aWins ? b.Installed[1] : b.Installed[2], b.Children.Keys.Single());
        pair.CarriesOn();
    }

    /// <summary>A responder that lost the collision, and deletes the old one all the same, before its answer arrives.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_loser_that_deletes_the_old_one_does_no_harm(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.CollideChild(a, b, 1);
        byte[] delayed = pair.Hold(b, "child");
        pair.Pass(a, "child");
        byte[] own = pair.Hold(b, $"delete {b.Installed[2]:x}");
        pair.Hand(b, own);
        pair.Pass(a, $"deleted {a.Installed[1]:x}");
        pair.Watch.MayLackPath = true;
        b.ExpireChild(pair.Now, b.Installed[0]);
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(a, $"deleted {a.Installed[0]:x}");
        pair.Hand(b, delayed);
        pair.Watch.MayLackPath = false;

        pair.EndsWell();
        Assert.Equal(a.Installed[2], a.Children.Keys.Single());
    }

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void Packets_on_both_successors_before_the_answers_leave_one_in_use(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.CollideChild(a, b, lowest);
        pair.Deliver(b);
        b.NoteTraffic(b.Installed[1], pair.Now);
        pair.Deliver(a);
        a.NoteTraffic(a.Installed[1], pair.Now);

        pair.EndsWell();
        Assert.Equal(lowest is 1 or 3 ? a.Installed[2] : a.Installed[1], a.Children.Keys.Single());
    }

    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void Collisions_in_a_row_end_with_one_each(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        for (int i = 0; i < 5; i++)
        {
            pair.CollideChild(a, b, (lowest + i) % 4);
            pair.EndsWell();
        }
    }
}
