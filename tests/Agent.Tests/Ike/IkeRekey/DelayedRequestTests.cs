using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.IkeRekey;

/// <summary>Both sides rekey the IKE SA, but one request is lost or so late that the other side never sees a collision.</summary>
public sealed class DelayedRequestTests
{
    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void It_never_comes(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b, _) = Begin(bySite, lowest);
        pair.Pass(b, "delete ike");
        Assert.Equal(b.IkeSpis, a.IkeSpis);
        pair.Pass(a, "ok");
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void It_comes_while_the_old_one_is_being_deleted(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b, byte[] late) = Begin(bySite, lowest);
        pair.Hand(a, late);
        pair.Pass(b, "delete ike");
        Assert.Equal(b.IkeSpis, a.IkeSpis);
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        pair.Pass(a, "ok");
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.ThreeNonces), MemberType = typeof(Cases))]
    public void Its_refusal_comes_before_the_delete(bool bySite, int lowest)
    {
        (Pair pair, Engine a, Engine b, byte[] late) = Begin(bySite, lowest);
        byte[] delete = pair.Hold(b, "delete ike");
        pair.Hand(a, late);
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        Assert.Equal(b.IkeSpis, a.IkeSpis);
        pair.Hand(b, delete);
        pair.Pass(a, "ok");
        pair.CarriesOn();
    }

    /// <summary>The refusal, and then nothing: the other side never deletes the old one.</summary>
    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_delete_never_comes(bool bySite)
    {
        (Pair pair, Engine a, Engine b, byte[] late) = Begin(bySite, 0);
        pair.Hold(b, "delete ike");
        pair.Hand(a, late);
        pair.Pass(b, nameof(NotifyType.TemporaryFailure));
        for (int second = 0; second < 150; second++)
        {
            pair.Wait(TimeSpan.FromSeconds(1));
            if (pair.Next(b) == "delete ike")
                Pair.Take(b);
            pair.Settle();
        }

        pair.CarriesOn();
    }

    /// <summary>A's request is held back; B's rekey is done, and its Delete of the old one waits.</summary>
    private static (Pair Pair, Engine A, Engine B, byte[] Late) Begin(bool bySite, int lowest)
    {
        Pair pair = new();
        (Engine a, Engine b) = pair.Sides(bySite);
        a.Random.NextNonce(Cases.Nonce(lowest, 0));
        a.RekeyIke(pair.Now);
        b.Random.NextNonce(Cases.Nonce(lowest, 1));
        b.RekeyIke(pair.Now);
        byte[] late = pair.Hold(a, "rekey ike");
        a.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Pass(b, "rekey ike");
        pair.Pass(a, "ike");
        return (pair, a, b, late);
    }
}
