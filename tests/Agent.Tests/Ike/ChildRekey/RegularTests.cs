using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.ChildRekey;

/// <summary>One side rekeys a Child SA, and nothing collides with it (RFC 7296 sections 1.3.3 and 2.8).</summary>
public sealed class RegularTests
{
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_side_that_rekeys_deletes_the_old_one(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        (uint oldOfA, uint oldOfB) = (a.Installed[0], b.Installed[0]);
        a.RekeyChild(pair.Now);
        pair.Pass(a, $"rekey {oldOfA:x}");
        Assert.Equal(oldOfB, b.Sending.Single().InboundSpi);
        pair.Pass(b, "child");
        Assert.Equal(a.Installed[1], a.Sending.Single().InboundSpi);
        pair.Pass(a, $"delete {oldOfA:x}");
        Assert.Equal(b.Installed[1], b.Sending.Single().InboundSpi);
        pair.Pass(b, $"deleted {oldOfB:x}");
        Assert.Equal(2, a.Children.Count);

        pair.EndsWell();
        Assert.Equal(a.Installed[1], a.Children.Keys.Single());
        pair.CarriesOn();
    }

    /// <summary>A packet shows as well as the Delete of the old one that the other side has the new one.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_answering_side_sends_through_the_new_one_after_a_packet_on_it(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, "child");
        Assert.Equal(b.Installed[0], b.Sending.Single().InboundSpi);
        b.NoteTraffic(b.Installed[1], pair.Now);
        Assert.Equal(b.Installed[1], b.Sending.Single().InboundSpi);

        pair.EndsWell();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_soft_expiry_of_the_replaced_one_is_ignored(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        pair.Deliver(b);
        b.RekeyChild(pair.Now, b.Installed[0]);

        Assert.Empty(b.Outbox);
        pair.EndsWell();
        Assert.Equal(2, b.Installed.Count);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_hard_expiry_of_the_replaced_one_sends_through_its_successor(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        pair.Deliver(b);
        Assert.Equal(b.Installed[0], b.Sending.Single().InboundSpi);
        b.ExpireChild(pair.Now, b.Installed[0]);

        Assert.Equal(b.Installed[1], b.Sending.Single().InboundSpi);
        pair.EndsWell();
        Assert.Equal(2, b.Installed.Count);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_successor_that_is_deleted_at_once_is_asked_for_again(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        (uint oldOfA, uint oldOfB) = (a.Installed[0], b.Installed[0]);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        pair.Deliver(b);
        pair.Watch.MayLackPath = true;
        pair.Watch.Senders = 2;
        b.ExpireChild(pair.Now, b.Installed[1]);
        pair.Pass(a, $"delete {oldOfA:x}");
        pair.Pass(b, $"delete {b.Installed[1]:x}");
        pair.Pass(b, $"deleted {oldOfB:x}");
        pair.Settle();

        pair.Run(TimeSpan.FromSeconds(20));
        Assert.True(pair.Agrees);
        Assert.NotEmpty(a.Sending);
        Assert.DoesNotContain(a.Installed[1], a.Children.Keys);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void One_that_the_other_side_lost_is_made_anew(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        pair.Watch.MayLackPath = pair.Watch.MaySendInVain = true;
        pair.Watch.Senders = 2;
        uint lost = a.Installed[0];

        // B deletes it, and A never hears of it: both messages of the Delete stay with B.
        b.ExpireChild(pair.Now);
        Pair.Take(b);
        a.RekeyChild(pair.Now);
        pair.Pass(a, $"rekey {lost:x}");
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.EndsWell(1);
        Assert.DoesNotContain(lost, a.Children.Keys);
    }

    [Fact]
    public void CHILD_SA_NOT_FOUND_makes_a_new_one_from_scratch()
    {
        using Wires wires = Gateway(request => request.Has(NotifyType.RekeySa)
            ? [new NotifyPayload(ProtocolId.Esp, request.Find(NotifyType.RekeySa)!.Spi, NotifyType.ChildSaNotFound, default)]
            : null);
        uint old = wires.Child!.InboundSpi;
        wires.Session.HandleChildExpiry(old, isHard: false, wires.Now);
        wires.RunUntil(() => false, TimeSpan.FromSeconds(10));

        Assert.Null(wires.Down);
        Assert.Contains(wires.Actions, a => a is RemoveChild remove && remove.InboundSpi == old);
        InstallChild fresh = wires.Actions.OfType<InstallChild>().Last();
        Assert.NotEqual(old, fresh.Spec.InboundSpi);
        Assert.True(fresh.SendToo);
        Assert.DoesNotContain(old, wires.Gateway.DeletedChildren);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_delete_that_comes_before_the_answer_does_no_harm(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        byte[] delayed = pair.Hold(b, "child");

        // What some responders do, though it is A's to delete the old one.
        pair.Watch.MayLackPath = pair.Watch.MaySendInVain = true;
        b.ExpireChild(pair.Now, b.Installed[0]);
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(a, $"deleted {a.Installed[0]:x}");
        pair.Hand(b, delayed);
        (pair.Watch.MayLackPath, pair.Watch.MaySendInVain) = (false, false);

        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_delete_without_an_answer_ends_the_session_once(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        pair.Deliver(b);
        for (int second = 0; second < 70; second++)
        {
            pair.Wait(TimeSpan.FromSeconds(1));
            a.Outbox.Clear();
            b.Outbox.Clear();
        }

        Assert.Equal(FaultKind.PeerSilent, a.Down!.Kind);
        Assert.Single(a.Actions.OfType<SessionDown>());
        Assert.Empty(a.Children);
    }

    private static Wires Gateway(Func<IReadOnlyList<Payload>, IReadOnlyList<Payload>?> answer)
    {
        Responder gateway = new(new SeededRandom(3));
        gateway.AnswerCreate = request => answer(request) ?? gateway.Grant(request);
        Wires wires = new(TestSettings.Create(), gateway);
        Assert.True(wires.RunUntil(() => wires.Up is not null));
        return wires;
    }
}
