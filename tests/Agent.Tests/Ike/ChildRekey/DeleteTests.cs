using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.ChildRekey;

/// <summary>One side rekeys a Child SA that the other deletes, and both delete it (RFC 7296 sections 1.4.1 and 2.25.1).</summary>
public sealed class DeleteTests
{
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_rekey_of_what_is_being_deleted_is_put_off(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.Pass(a, $"deleted {a.Installed[0]:x}");
        Ends(pair, a, b);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_delete_that_comes_after_the_refusal_is_obeyed(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.Deliver(a);
        byte[] delete = pair.Hold(b, $"delete {b.Installed[0]:x}");
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        Assert.Equal(a.Installed[0], a.Sending.Single().InboundSpi);
        pair.Hand(b, delete);
        pair.Pass(a, $"deleted {a.Installed[0]:x}");
        Ends(pair, a, b);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_rekey_that_comes_after_the_delete_is_refused(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        byte[] rekey = pair.Hold(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(a, $"deleted {a.Installed[0]:x}");
        pair.Hand(a, rekey);
        pair.Pass(b, "create child");

        // B asks for a new one already; for all it knows the rekey is of that one.
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        Ends(pair, a, b);
    }

    /// <summary>Each answers the other's Delete without naming the Child SA again, as its own Delete names it.</summary>
    [Fact]
    public void Both_delete_it_at_once()
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite: true);
        Lacks(pair);
        a.ExpireChild(pair.Now);
        b.ExpireChild(pair.Now);
        pair.Pass(a, $"delete {a.Installed[0]:x}");
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(a, "ok");
        pair.Pass(b, "ok");
        Ends(pair, a, b);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_deleted_one_is_accepted_for_a_moment_and_then_gone(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        Lacks(pair);
        a.ExpireChild(pair.Now);
        pair.Settle();
        Assert.Contains(a.Installed[0], a.Children.Keys);
        Assert.Contains(b.Installed[0], b.Children.Keys);
        pair.Run(TimeSpan.FromSeconds(6));

        Assert.DoesNotContain(a.Installed[0], a.Children.Keys);
        Assert.DoesNotContain(b.Installed[0], b.Children.Keys);
        Ends(pair, a, b);
    }

    /// <summary>A rekeys, B deletes; B's hard expiry stands for whatever makes a gateway delete.</summary>
    private static (Pair Pair, Engine A, Engine B) Begin(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        Lacks(pair);
        a.RekeyChild(pair.Now);
        b.ExpireChild(pair.Now);
        return (pair, a, b);
    }

    private static void Lacks(Pair pair)
    {
        pair.Watch.MayLackPath = true;
        pair.Watch.Senders = 2;
    }

    /// <summary>Both want a new one, so there may be two; the old one is gone.</summary>
    private static void Ends(Pair pair, Engine a, Engine b)
    {
        pair.Run(TimeSpan.FromSeconds(25));
        Assert.True(pair.Agrees);
        Assert.NotEmpty(a.Sending);
        Assert.DoesNotContain(a.Installed[0], a.Children.Keys);
        Assert.DoesNotContain(b.Installed[0], b.Children.Keys);
        Assert.InRange(a.Children.Count, 1, 2);
    }
}
