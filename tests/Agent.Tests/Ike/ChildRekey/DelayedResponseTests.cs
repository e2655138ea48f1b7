using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.ChildRekey;

/// <summary>Both sides rekey a Child SA at once, and the answer to one of them is late.</summary>
public sealed class DelayedResponseTests
{
    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void The_other_side_has_deleted_its_part_before_the_answer_comes(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        bool aWins = lowest is 1 or 3;
        pair.CollideChild(a, b, lowest);
        byte[] delayed = pair.Hold(b, "child");
        pair.Pass(a, "child");
        pair.Pass(b, $"delete {(aWins ? b.Installed[2] : b.Installed[0]):x}");
        Assert.Equal(aWins ? a.Installed[0] : a.Installed[1], a.Sending.Single().InboundSpi);
        pair.Pass(a, $"deleted {(aWins ? a.Installed[1] : a.Installed[0]):x}");
        pair.Hand(b, delayed);
        pair.Pass(a, $"delete {(aWins ? a.Installed[0] : a.Installed[2]):x}");

        pair.EndsWell();
        Assert.Equal(aWins ? a.Installed[2] : a.Installed[1], a.Children.Keys.Single());
        pair.CarriesOn();
    }

    /// <summary>The successor that won is deleted at once as well; what the late answer makes must not be sent through.</summary>
    [Theory]
    [MemberData(nameof(Cases.FourNonces), MemberType = typeof(Cases))]
    public void The_other_side_has_deleted_the_winner_too_before_the_answer_comes(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        bool aWins = lowest is 1 or 3;
        pair.CollideChild(a, b, lowest);
        byte[] delayed = pair.Hold(b, "child");
        pair.Pass(a, "child");
        pair.Deliver(b);
        pair.Deliver(a);
        pair.Watch.MayLackPath = true;
        pair.Watch.Senders = 2;
        uint winner = aWins ? b.Installed[1] : b.Installed[2];
        b.ExpireChild(pair.Now, winner);
        pair.Pass(b, $"delete {winner:x}");
        pair.Settle();
        pair.Watch.MaySendInVain = true;
        pair.Hand(b, delayed);
        pair.Settle();
        pair.Run(TimeSpan.FromSeconds(6));
        pair.Watch.MaySendInVain = false;

        // Both may have asked for a new one; the second is sent through by both a little later.
        pair.Run(TimeSpan.FromSeconds(70));
        Assert.True(pair.Agrees);
        Assert.NotEmpty(a.Sending);
        Assert.DoesNotContain(winner, b.Children.Keys);
    }

    /// <summary>No collision: B deletes what it has just granted, and A hears of the Delete before it hears of the grant.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void What_is_deleted_before_its_answer_comes_is_never_sent_through(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        byte[] delayed = pair.Hold(b, "child");
        pair.Watch.MayLackPath = true;
        b.ExpireChild(pair.Now, b.Installed[1]);
        pair.Pass(b, $"delete {b.Installed[1]:x}");
        pair.Pass(a, "ok");
        pair.Hand(b, delayed);
        Assert.Single(a.Installed);
        pair.Pass(a, $"delete {a.Installed[0]:x}");

        pair.Watch.Senders = 2;
        pair.Run(TimeSpan.FromSeconds(20));
        Assert.True(pair.Agrees);
        Assert.NotEmpty(a.Sending);
        Assert.NotEqual(b.Installed[0], b.Sending.First().InboundSpi);
    }

    /// <summary>
    /// B, less careful than we are, uses and rekeys what it has just granted; A knows nothing of it yet, and does not say that
    /// it never will.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_rekey_of_what_the_late_answer_makes_is_put_off(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        byte[] delayed = pair.Hold(b, "child");
        pair.Watch.MaySendInVain = true;
        b.NoteTraffic(b.Installed[1], pair.Now);
        b.RekeyChild(pair.Now, b.Installed[1]);
        pair.Pass(b, $"rekey {b.Installed[1]:x}");
        pair.Pass(a, nameof(NotifyType.TemporaryFailure));
        pair.Hand(b, delayed);
        pair.Watch.MaySendInVain = false;

        pair.EndsWell();
        Assert.Equal(3, a.Installed.Count);
        pair.CarriesOn();
    }

    /// <summary>B does not have the successor that it began before A's answer arrives, and must not hear of its rekey.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    [InlineData(false, 2)]
    public void A_successor_is_not_rekeyed_before_the_side_that_began_it_has_it(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.CollideChild(a, b, lowest);
        pair.Hold(a, "child");
        pair.Pass(b, "child");
        a.RekeyChild(pair.Now, a.Installed[1]);
        pair.Pass(a, $"delete {a.Installed[2]:x}");
        pair.Pass(b, $"deleted {b.Installed[1]:x}");
        Assert.Equal("", pair.Next(a));

        pair.EndsWell();
        Assert.Equal(4, a.Installed.Count);
        Assert.Equal(a.Installed[3], a.Children.Keys.Single());
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_lost_answer_comes_again_and_nothing_is_made_twice(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        byte[] lost = pair.Hold(b, "child");
        pair.Wait(TimeSpan.FromSeconds(1));
        pair.Deliver(a);
        Assert.Equal(lost, b.Outbox.Peek());

        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        Assert.Equal(2, b.Installed.Count);
    }
}
