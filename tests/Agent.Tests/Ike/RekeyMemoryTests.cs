using Holdfast.Ike;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>What a session holds does not grow with the number of its rekeys. Runs alone, as memory is counted for all threads.</summary>
[Collection(nameof(RekeyMemoryTests))]
public sealed class RekeyMemoryTests
{
    private const int Rekeys = 2000;

    [Fact]
    public void Two_thousand_rekeys_leave_no_more_than_ten()
    {
        Pair pair = new(7, Offers.Groups(KeyExchangeMethod.Ecp256) with { ExportKeys = false });
        long before = After(pair, 0, 20);
        int most = pair.Site.MostChildren;
        long after = After(pair, 20, Rekeys);

        Assert.True(pair.Agrees);
        Assert.Single(pair.Site.Children);
        Assert.Equal(most, pair.Site.MostChildren);
        Assert.InRange(pair.Gateway.MostChildren, 1, 3);
        Assert.True(after - before < 300_000, $"{after - before} bytes more after {Rekeys} rekeys");
    }

    /// <summary>A gateway that rekeys and never deletes what it replaced: the site does so itself.</summary>
    [Fact]
    public void A_gateway_that_never_deletes_does_not_fill_the_memory()
    {
        Pair pair = new(8, Offers.Groups(KeyExchangeMethod.Ecp256));
        pair.Watch.MaySendInVain = true;
        for (int i = 0; i < 300; i++)
        {
            (i % 5 == 0 ? (Action)(() => pair.Gateway.RekeyIke(pair.Now)) : () => pair.Gateway.RekeyChild(pair.Now))();
            while (pair.Next(pair.Gateway) is { Length: > 0 } next)
            {
                // The Delete reaches the site as a question, which keeps the message IDs in order.
                if (next.StartsWith("delete", StringComparison.Ordinal))
                    pair.Reseal(pair.Gateway);
                pair.Deliver(pair.Gateway);
                while (pair.Deliver(pair.Site))
                {
                }
            }

            pair.Run(TimeSpan.FromSeconds(7));
        }

        Assert.Null(pair.Site.Down);
        Assert.InRange(pair.Site.MostChildren, 10, 60);
    }

    private static long After(Pair pair, int done, int total)
    {
        for (int i = done; i < total; i++)
        {
            Engine engine = i % 2 == 0 ? pair.Site : pair.Gateway;
            if (i % 5 == 0)
                engine.RekeyIke(pair.Now);
            else
                engine.RekeyChild(pair.Now);
            pair.Run(TimeSpan.FromSeconds(7));
            pair.Site.Forget();
            pair.Gateway.Forget();
        }

        pair.Run(TimeSpan.FromMinutes(5));
        pair.Site.Forget();
        pair.Gateway.Forget();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

[CollectionDefinition(nameof(RekeyMemoryTests), DisableParallelization = true)]
public sealed class RekeyMemoryDefinition;
