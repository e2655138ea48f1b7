using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.IkeRekey;

/// <summary>One side rekeys the IKE SA that a side deletes, and both delete it.</summary>
public sealed class DeleteTests
{
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_other_side_deletes_what_is_being_rekeyed(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.Pass(a, "rekey ike");
        pair.Pass(b, "delete ike");
        Assert.NotNull(a.Down);
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.Pass(a, "ok");
        Over(a, b);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void Its_delete_comes_after_its_refusal(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.Deliver(a);
        byte[] delete = pair.Hold(b, "delete ike");
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        Assert.Null(a.Down);
        pair.Hand(b, delete);
        pair.Settle();
        Over(a, b);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void Its_delete_comes_before_it_has_the_rekey(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        byte[] rekey = pair.Hold(a, "rekey ike");
        pair.Pass(b, "delete ike");
        pair.Pass(a, "ok");
        pair.Hand(a, rekey);
        pair.Settle();
        Over(a, b);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void Both_delete_it(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.Close(pair.Now);
        b.Close(pair.Now);
        pair.Pass(a, "delete ike");
        pair.Pass(b, "delete ike");
        pair.Settle();
        Over(a, b);
    }

    /// <summary>The side that rekeys ends; the other has switched to the new IKE SA already, and has to learn of the end there.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_side_that_rekeys_ends_before_it_has_the_answer(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyIke(pair.Now);
        pair.Pass(a, "rekey ike");
        (pair.Watch.MayLackPath, pair.Watch.MaySendInVain) = (true, true);
        a.Close(pair.Now);
        Assert.Empty(a.Children);
        pair.Run(TimeSpan.FromSeconds(3));
        Over(a, b);
    }

    /// <summary>The same with an answer that never comes: the end does not wait for it.</summary>
    [Fact]
    public void An_end_during_a_rekey_does_not_wait_for_a_dead_gateway()
    {
        Pair pair = new();
        (pair.Watch.MayLackPath, pair.Watch.MaySendInVain) = (true, true);
        pair.Site.RekeyIke(pair.Now);
        pair.Site.Close(pair.Now);
        pair.Wait(TimeSpan.FromSeconds(5));
        Assert.NotNull(pair.Site.Down);
    }

    private static (Pair Pair, Engine A, Engine B) Begin(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyIke(pair.Now);
        b.Close(pair.Now);
        return (pair, a, b);
    }

    private static void Over(Engine a, Engine b)
    {
        Assert.NotNull(a.Down);
        Assert.NotNull(b.Down);
        Assert.Empty(a.Children);
        Assert.Empty(b.Children);
    }
}
