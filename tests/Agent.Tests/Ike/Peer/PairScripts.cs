using Xunit;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>What many tests with a <see cref="Pair"/> begin or end with.</summary>
internal static class PairScripts
{
    /// <summary>
    /// Both rekey their Child SA, and each gets the other's request before any answer; the nonces as in
    /// <see cref="Cases.FourNonces"/>.
    /// </summary>
    public static void CollideChild(this Pair pair, Engine a, Engine b, int lowest)
    {
        (uint ofA, uint ofB) = (a.Sending.Single().InboundSpi, b.Sending.Single().InboundSpi);
        a.Random.NextNonce(Cases.Nonce(lowest, 0));
        a.RekeyChild(pair.Now);
        b.Random.NextNonce(Cases.Nonce(lowest, 1));
        b.RekeyChild(pair.Now);
        b.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Pass(a, $"rekey {ofA:x}");
        a.Random.NextNonce(Cases.Nonce(lowest, 3));
        pair.Pass(b, $"rekey {ofB:x}");
    }

    /// <summary>The same with the IKE SA.</summary>
    public static void CollideIke(this Pair pair, Engine a, Engine b, int lowest)
    {
        a.Random.NextNonce(Cases.Nonce(lowest, 0));
        a.RekeyIke(pair.Now);
        b.Random.NextNonce(Cases.Nonce(lowest, 1));
        b.RekeyIke(pair.Now);
        b.Random.NextNonce(Cases.Nonce(lowest, 2));
        pair.Pass(a, "rekey ike");
        a.Random.NextNonce(Cases.Nonce(lowest, 3));
        pair.Pass(b, "rekey ike");
    }

    /// <summary>What is under way arrives, what is left over goes, and both ends have the same <paramref name="children"/>.</summary>
    public static void EndsWell(this Pair pair, int children = 1)
    {
        pair.Run(TimeSpan.FromSeconds(17));
        Assert.Null(pair.Site.Down);
        Assert.Null(pair.Gateway.Down);
        Assert.Equal(pair.Site.IkeSpis, pair.Gateway.IkeSpis);
        Assert.Equal(children, pair.Site.Children.Count);
        Assert.True(pair.Agrees);
    }

    /// <summary>Both ends still rekey a Child SA and the IKE SA, and end together.</summary>
    public static void CarriesOn(this Pair pair)
    {
        pair.EndsWell();
        foreach (Engine engine in new[] { pair.Site, pair.Gateway })
        {
            engine.RekeyChild(pair.Now);
            pair.EndsWell();
            engine.RekeyIke(pair.Now);
            pair.EndsWell();
        }

        pair.Site.Close(pair.Now);
        pair.Settle();
        Assert.NotNull(pair.Site.Down);
        Assert.NotNull(pair.Gateway.Down);
    }
}
