using Holdfast.Ike;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>Ten thousand sessions over bad links, each with rekeys of both kinds from both sides at random times.</summary>
public sealed class RekeySimulationTests
{
    private const int SeedsAtOnce = 1000;

    public static TheoryData<int> Blocks => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>A block of seeds; a failing seed is named, and can be run alone.</summary>
    [Theory]
    [MemberData(nameof(Blocks))]
    public void Both_ends_agree_in_the_end(int block) => RunAll(block, Settings(Offers.Groups(KeyExchangeMethod.Ecp256)));

    /// <summary>The same where each rekey takes an IKE_FOLLOWUP_KE as well (RFC 9370).</summary>
    [Fact]
    public void With_a_second_key_exchange_both_ends_agree_too() => RunAll(block: 10, Settings(Offers.Hybrid()));

    private static void RunAll(int block, IkeSettings settings)
    {
        List<string> failures = [];
        int rekeys = 0;
        for (int seed = block * SeedsAtOnce; seed < (block + 1) * SeedsAtOnce; seed++)
        {
            if (Run(seed, settings, ref rekeys) is { Length: > 0 } failure)
                failures.Add($"seed {seed}: {failure}");
        }

        Assert.True(failures.Count == 0, $"{failures.Count} failures, of them: {string.Join("; ", failures.Take(10))}");
        Assert.True(rekeys > 4 * SeedsAtOnce, $"only {rekeys} rekeys");
    }

    private static string Run(int seed, IkeSettings settings, ref int rekeys)
    {
        try
        {
            Simulation simulation = new(seed, settings);
            string failure = simulation.Run();
            rekeys += simulation.Rekeys;
            return failure;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.ToString();
        }
    }

    /// <summary>One group, that of the fastest library; and nothing expires by itself.</summary>
    private static IkeSettings Settings(IkeSettings offer) =>
        offer with { ExportKeys = false, LivenessInterval = TimeSpan.FromSeconds(60) };
}
