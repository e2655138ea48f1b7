using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.ChildRekey;

/// <summary>Rekeys, deletions and creations of Child SAs while the IKE SA is rekeyed or deleted (RFC 7296 section 2.25.2).</summary>
public sealed class WithIkeSaTests
{
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_child_rekey_and_an_ike_rekey_are_both_put_off(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        b.RekeyIke(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, "rekey ike");
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.Pass(a, nameof(NotifyType.TemporaryFailure));
        Assert.Equal((1ul, 2ul), a.IkeSpis);

        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        Assert.NotEqual((1ul, 2ul), a.IkeSpis);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void An_ike_rekey_that_comes_after_the_child_rekey_is_done_is_taken(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Deliver(a);
        b.RekeyIke(pair.Now);
        pair.Settle();

        pair.EndsWell();
        Assert.NotEqual((1ul, 2ul), a.IkeSpis);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_deletion_of_a_child_is_obeyed_while_the_ike_sa_is_rekeyed(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        (pair.Watch.MayLackPath, pair.Watch.Senders) = (true, 2);
        a.RekeyIke(pair.Now);
        b.ExpireChild(pair.Now);
        pair.Pass(a, "rekey ike");
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.Pass(a, $"deleted {a.Installed[0]:x}");

        pair.Run(TimeSpan.FromSeconds(25));
        Assert.True(pair.Agrees);
        Assert.NotEmpty(a.Sending);
        Assert.NotEqual((1ul, 2ul), a.IkeSpis);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_creation_is_put_off_while_the_ike_sa_is_rekeyed(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        (pair.Watch.MayLackPath, pair.Watch.Senders) = (true, 2);
        b.ExpireChild(pair.Now);
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Deliver(a);
        pair.Wait(TimeSpan.Zero);
        byte[] create = pair.Hold(a, "create child");
        byte[] other = pair.Hold(b, "create child");
        a.RekeyIke(pair.Now);
        pair.Hand(a, create);
        pair.Hand(b, other);
        pair.Settle();

        pair.Run(TimeSpan.FromSeconds(25));
        Assert.True(pair.Agrees);
        Assert.NotEqual((1ul, 2ul), a.IkeSpis);
        Assert.NotEmpty(a.Sending);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_deletion_of_the_ike_sa_ends_a_child_rekey(bool bySite)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        b.Close(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, "delete ike");
        Assert.NotNull(a.Down);
        Assert.Empty(a.Children);
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.Pass(a, "ok");
        Assert.NotNull(b.Down);
        Assert.Empty(b.Children);
    }
}
