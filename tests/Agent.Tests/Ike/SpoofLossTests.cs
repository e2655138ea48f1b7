using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>A bad link, and on it an attacker who answers what he sees of our requests with whatever comes to his mind.</summary>
public sealed class SpoofLossTests
{
    private const double Trouble = 0.2;

    [Fact]
    public void Two_hundred_seeds_connect()
    {
        List<string> failures = [];
        for (int seed = 0; seed < 200; seed++)
        {
            using BusyGateway gateway = new(count => Create(seed, count));
            using Wires wires = new(TestSettings.Create(), Create(seed, -1), seed, Trouble) { Serve = gateway.Handle };
            Random attacker = new(seed);
            int seen = 0;
            while (wires.Up is null && wires.Down is null)
            {
                wires.RunUntil(() => wires.Sent.Count > seen || wires.Down is not null);
                for (; seen < wires.Sent.Count; seen++)
                    Attack(wires, attacker, wires.Sent[seen]);
            }

            if (wires.Up is null)
                failures.Add($"seed {seed}: {wires.Down?.Fault.Message}");
            else if (Disagree(wires, gateway[wires.Up.Details.ResponderSpi]))
                failures.Add($"seed {seed}: the two ends disagree");
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private static Responder Create(int seed, int count) => new(new SeededRandom(seed + (1000 * (count + 70))))
    {
        Cookie = seed % 3 == 0 ? [1, 2, 3] : [],
        Groups = seed % 5 == 0 ? [KeyExchangeMethod.Ecp256] : [KeyExchangeMethod.Curve25519, KeyExchangeMethod.Ecp256],
    };

    private static bool Disagree(Wires wires, Responder gateway) =>
        wires.Child!.OutboundSpi != gateway.EspSpi || wires.Child.InboundSpi != gateway.InitiatorEspSpi;

    private static void Attack(Wires wires, Random random, byte[] request)
    {
        Forger forger = new(request, random.Next());
        if (forger.Request.ExchangeType != ExchangeType.IkeSaInit)
            return;
        for (int spoofs = random.Next(3); spoofs > 0; spoofs--)
            wires.FromGateway(Spoof(forger, random));
    }

    private static byte[] Spoof(Forger forger, Random random) => random.Next(6) switch
    {
        0 => forger.Notify(NotifyType.NoProposalChosen),
        1 => forger.Notify(NotifyType.AuthenticationFailed),
        2 => forger.Notify(NotifyType.InvalidKePayload, 0, (byte)random.Next(12, 33)),
        3 => forger.Notify(NotifyType.InvalidKePayload, forger.Bytes(random.Next(4))),
        4 => forger.Notify(NotifyType.Cookie, forger.Bytes(random.Next(80))),
        _ => forger.Full((ulong)random.NextInt64(1, long.MaxValue)),
    };
}
