using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>Rekeying of Child SAs: from either side, from both at once, against deletes, with lost and late messages.</summary>
public sealed class ChildRekeyTests
{
    private static readonly TimeSpan Drained = TimeSpan.FromSeconds(6);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_side_rekeys_and_deletes_the_old_one(bool bySite)
    {
        Pair pair = new();
        Engine rekeying = bySite ? pair.Site : pair.Gateway;
        uint old = rekeying.Sending.Single().InboundSpi;
        rekeying.RekeyChild(pair.Now);
        pair.Settle();

        Assert.True(pair.Agrees);
        Assert.Equal(2, pair.Site.Children.Count);
        Assert.NotEqual(old, rekeying.Sending.Single().InboundSpi);
        pair.Run(Drained);
        Assert.True(pair.Agrees);
        Assert.Single(pair.Site.Children);
        Assert.DoesNotContain(old, rekeying.Children.Keys);
    }

    [Fact]
    public void The_answering_side_accepts_on_the_new_one_before_it_sends_through_it()
    {
        Pair pair = new();
        pair.Site.RekeyChild(pair.Now);
        pair.Deliver(pair.Site);

        Assert.Equal(2, pair.Gateway.Children.Count);
        Assert.Equal(0x2001u, pair.Gateway.Sending.Single().InboundSpi);
        pair.Deliver(pair.Gateway);
        uint fresh = pair.Site.Sending.Single().OutboundSpi;
        pair.Gateway.NoteTraffic(fresh, pair.Now);
        Assert.Equal(fresh, pair.Gateway.Sending.Single().InboundSpi);
    }

    [Theory]
    [InlineData(1, 2, 3, 4)]
    [InlineData(2, 1, 3, 4)]
    [InlineData(3, 2, 1, 4)]
    [InlineData(4, 3, 2, 1)]
    public void Both_rekey_at_once_and_the_lowest_nonce_loses(byte site, byte gateway, byte siteAnswers, byte gatewayAnswers)
    {
        Pair pair = new();
        pair.Site.Random.NextNonce(site);
        pair.Site.RekeyChild(pair.Now);
        pair.Gateway.Random.NextNonce(gateway);
        pair.Gateway.RekeyChild(pair.Now);
        pair.Site.Random.NextNonce(siteAnswers);
        pair.Gateway.Random.NextNonce(gatewayAnswers);
        pair.Deliver(pair.Site);
        pair.Deliver(pair.Gateway);
        Assert.Equal(2, pair.Site.Children.Count);
        pair.Settle();

        // The Child SA of the site's exchange has nonces site and gatewayAnswers; that of the gateway's the two others.
        bool siteWins = Math.Min(site, gatewayAnswers) > Math.Min(gateway, siteAnswers);
        Assert.Equal(!siteWins, pair.Site.Actions.OfType<InstallChild>().Last().SendToo is false);
        pair.Run(Drained + TimeSpan.FromSeconds(10));
        Assert.True(pair.Agrees);
        Assert.Single(pair.Site.Children);
    }
}
