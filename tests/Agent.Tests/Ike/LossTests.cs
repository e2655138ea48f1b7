using Holdfast.Tests.Ike.Peer;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>A link on which 30 % is lost, 30 % doubled and everything reordered, on a virtual clock.</summary>
public sealed class LossTests
{
    private const double Trouble = 0.3;

    [Fact]
    public void A_thousand_seeds_connect_and_close()
    {
        List<string> failures = [];
        for (int seed = 0; seed < 1000; seed++)
        {
            Responder gateway = new(new SeededRandom(seed + 50_000)) { Cookie = seed % 3 == 0 ? [1, 2] : [] };
            using Wires wires = new(TestSettings.Create(), gateway, seed, Trouble);
            if (!wires.RunUntil(() => wires.Up is not null))
                failures.Add($"seed {seed}: {wires.Down?.Fault.Message}");
            else if (wires.Child!.OutboundSpi != gateway.EspSpi || wires.Child.InboundSpi != gateway.InitiatorEspSpi)
                failures.Add($"seed {seed}: the two ends disagree");
            wires.Close();
            if (!wires.RunUntil(() => wires.Down is not null))
                failures.Add($"seed {seed}: does not end");
        }

        Assert.Empty(failures);
    }
}
