using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.ChildRekey;

/// <summary>Both sides rekey a Child SA, but one request is so late that the other side never sees a collision.</summary>
public sealed class DelayedRequestTests
{
    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void It_comes_while_the_old_one_is_being_deleted(bool bySite, int lowest) => Late(bySite, lowest, refusalFirst: false);

    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void Its_refusal_comes_before_the_delete(bool bySite, int lowest) => Late(bySite, lowest, refusalFirst: true);

    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void It_comes_when_the_old_one_is_gone(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b, byte[] late) = Begin(bySite, lowest);
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(a, $"deleted {a.Installed[0]:x}");
        pair.Hand(a, late);
        pair.Pass(b, nameof(NotifyType.ChildSaNotFound));

        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void It_comes_when_the_successor_is_gone_too(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b, byte[] late) = Begin(bySite, lowest);
        pair.Pass(b, $"delete {b.Installed[0]:x}");
        pair.Pass(a, $"deleted {a.Installed[0]:x}");
        pair.Watch.MayLackPath = true;
        pair.Watch.Senders = 2;
        b.ExpireChild(pair.Now, b.Installed[1]);
        pair.Pass(b, $"delete {b.Installed[1]:x}");
        pair.Pass(a, $"deleted {a.Installed[1]:x}");
        pair.Hand(a, late);
        Assert.Equal("create child", pair.Next(b));
        byte[] create = Pair.Take(b);
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.Hand(b, create);

        pair.Run(TimeSpan.FromSeconds(20));
        Assert.True(pair.Agrees);
        Assert.NotEmpty(a.Sending);
        Assert.DoesNotContain(a.Installed[1], a.Children.Keys);
    }

    private static void Late(bool bySite, int lowest, bool refusalFirst)
    {
        (Pair pair, Engine a, Engine b, byte[] late) = Begin(bySite, lowest);
        byte[] delete = pair.Hold(b, $"delete {b.Installed[0]:x}");
        pair.Hand(a, late);
        byte[] refusal = pair.Hold(b, nameof(NotifyType.TemporaryFailure));
        pair.Hand(b, refusalFirst ? refusal : delete);
        Assert.Equal(refusalFirst ? a.Installed[0] : a.Installed[1], a.Sending.Single().InboundSpi);
        pair.Hand(b, refusalFirst ? delete : refusal);
        pair.Pass(a, $"deleted {a.Installed[0]:x}");

        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        Assert.Equal(a.Installed[1], a.Children.Keys.Single());
        pair.CarriesOn();
    }

    /// <summary>A's request is held back; B's rekey is done, and its Delete of the old one waits.</summary>
    private static (Pair Pair, Engine A, Engine B, byte[] Late) Begin(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.Random.NextNonce(Cases.Nonce(lowest, 0));
        a.RekeyChild(pair.Now);
        b.Random.NextNonce(Cases.Nonce(lowest, 1));
        b.RekeyChild(pair.Now);
        byte[] late = pair.Hold(a, $"rekey {a.Installed[0]:x}");
        a.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Pass(b, $"rekey {b.Installed[0]:x}");
        pair.Pass(a, "child");
        return (pair, a, b, late);
    }
}
