using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>Rekeying of the IKE SA from either side, from both at once, and with the Child SAs that move along.</summary>
public sealed class IkeRekeyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_side_rekeys_and_both_go_on_over_the_new_one(bool bySite)
    {
        Pair pair = new();
        (bySite ? pair.Site : pair.Gateway).RekeyIke(pair.Now);
        pair.Settle();

        Assert.Equal(Spis(pair.Site), Spis(pair.Gateway));
        Assert.NotEqual((1ul, 2ul), Spis(pair.Site));
        Assert.Single(pair.Site.Children);
        CarriesOn(pair);
    }

    [Theory]
    [InlineData(1, 2, 3, 4)]
    [InlineData(2, 1, 3, 4)]
    [InlineData(3, 2, 1, 4)]
    [InlineData(4, 3, 2, 1)]
    public void Both_rekey_at_once_and_both_keep_the_same_one(byte site, byte gateway, byte siteAnswers, byte gatewayAnswers)
    {
        Pair pair = new();
        pair.Site.Random.NextNonce(site);
        pair.Site.RekeyIke(pair.Now);
        pair.Gateway.Random.NextNonce(gateway);
        pair.Gateway.RekeyIke(pair.Now);
        pair.Site.Random.NextNonce(siteAnswers);
        pair.Gateway.Random.NextNonce(gatewayAnswers);
        pair.Settle();

        Assert.Equal(Spis(pair.Site), Spis(pair.Gateway));
        CarriesOn(pair);
    }

    [Fact]
    public void The_side_that_did_not_notice_deletes_the_old_one_and_the_other_forgets_its_own_rekey()
    {
        Pair pair = new();
        pair.Site.RekeyIke(pair.Now);
        byte[] delayed = Pair.Take(pair.Site);
        pair.Gateway.RekeyIke(pair.Now);
        pair.Settle();

        Assert.Equal(Spis(pair.Site), Spis(pair.Gateway));
        pair.Hand(pair.Site, delayed);
        pair.Settle();
        CarriesOn(pair);
    }

    private static (ulong, ulong) Spis(Engine engine)
    {
        SessionDetails details = engine.Actions.OfType<SessionChanged>().Last().Details;
        return (details.InitiatorSpi, details.ResponderSpi);
    }

    /// <summary>Both can still rekey a Child SA, check liveness and close.</summary>
    private static void CarriesOn(Pair pair)
    {
        pair.Run(TimeSpan.FromMinutes(2));
        Assert.True(pair.Agrees);
        pair.Site.RekeyChild(pair.Now);
        pair.Settle();
        pair.Gateway.RekeyChild(pair.Now);
        pair.Run(TimeSpan.FromMinutes(1));
        Assert.True(pair.Agrees);
        Assert.Single(pair.Site.Children);
        pair.Site.Close(pair.Now);
        pair.Settle();
        Assert.NotNull(pair.Gateway.Down);
        Assert.NotNull(pair.Site.Down);
    }
}
