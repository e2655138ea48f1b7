using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>
/// Authentic messages whose payloads are those of a right one with octets changed, left out or put in. Whatever they do to the
/// session, nothing throws, and every request is answered.
/// </summary>
public sealed class MutationTests
{
    private const int Rounds = 1500;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_that_an_authentic_gateway_sends_throws(bool asAnswers)
    {
        Random random = new(11);
        Wires wires = Connected(random, asAnswers);
        int sessions = 1;
        for (int round = 0; round < Rounds; round++)
        {
            int sent = wires.Sent.Count;
            if (asAnswers)
            {
                Begin(wires, random);
            }
            else
            {
                (ExchangeType exchange, Payload[] payloads) = Request(wires, random);
                wires.Deliver(wires.Gateway.Request(exchange, Mutate(payloads, random)));
            }

            Assert.True(wires.Sent.Count > sent, $"round {round}: nothing was sent");
            wires.Pass(TimeSpan.FromMilliseconds(30));

            // The gateway of these tests does not follow onto another IKE SA.
            bool isRekeyed = wires.Actions.OfType<SessionChanged>().Any();
            if (wires.Down is null && !isRekeyed)
                continue;
            wires.Dispose();
            wires = Connected(random, asAnswers);
            sessions++;
        }

        wires.Dispose();
        Assert.InRange(sessions, 10, Rounds);
    }

    private static Wires Connected(Random random, bool asAnswers)
    {
        Responder gateway = new(new SeededRandom(random.Next()))
        {
            BendAuth = p => [.. p, Notifications.Of(NotifyType.MobikeSupported)],
        };
        Wires wires = Wires.Connected(gateway);
        if (asAnswers)
        {
            gateway.AnswerCreate = request => Mutate([.. gateway.Grant(request)], random);
            gateway.AnswerInformational = request => Mutate([.. request.OfType<NotifyPayload>()], random);
        }

        return wires;
    }

    private static void Begin(Wires wires, Random random)
    {
        wires.Do(s =>
        {
            if (random.Next(3) == 0)
                s.TryChangePath(TestSettings.Path with { LocalPort = (ushort)random.Next(1, 65536) }, wires.Now);
            else
                s.RekeyIke(wires.Now);
        });
        wires.Pass(TimeSpan.FromSeconds(10));
        wires.Do(s => s.HandleDoubt(wires.Now));
    }

    private static (ExchangeType, Payload[]) Request(Wires wires, Random random)
    {
        Payload[] child =
        [
            new SaPayload([TestSettings.Esp(1, EncryptionId.AesGcm16, 128) with { Spi = new byte[] { 7, 7, 7, (byte)random.Next(256) } }]),
            new NoncePayload(new byte[32]),
            new TsPayload(true, [TrafficSelector.Any(IpFamily.IPv4)]),
            new TsPayload(false, [TrafficSelector.Any(IpFamily.IPv4)]),
        ];
        return random.Next(4) switch
        {
            0 => (ExchangeType.CreateChildSa, child),
            1 => (ExchangeType.CreateChildSa, [Notifications.OfChild(NotifyType.RekeySa, wires.Gateway.EspSpi), .. child]),
            2 => (ExchangeType.CreateChildSa,
            [
                new SaPayload([TestSettings.GcmX25519 with { Spi = new byte[] { 1, 2, 3, 4, 5, 6, 7, (byte)random.Next(256) } }]),
                new NoncePayload(new byte[32]),
                new KePayload(KeyExchangeMethod.Curve25519, (byte[])[9, .. new byte[31]]),
            ]),
            _ => (ExchangeType.Informational,
            [
                new DeletePayload(ProtocolId.Esp, [1, 2]),
                Notifications.Of(NotifyType.Cookie2, new byte[16]),
                Notifications.Of(NotifyType.AdditionalIp4Address, new byte[] { 192, 0, 2, 9 }),
                Notifications.Of(NotifyType.AuthLifetime, new byte[] { 0, 0, 9, 9 }),
            ]),
        };
    }

    private static Payload[] Mutate(Payload[] payloads, Random random)
    {
        List<Payload> changed = [.. payloads];
        for (int times = random.Next(3); times > 0 && changed.Count > 0; times--)
        {
            int at = random.Next(changed.Count);
            if (random.Next(8) == 0)
                changed.RemoveAt(at);
            else if (random.Next(8) == 0)
                changed.Add(changed[at]);
            else
                changed[at] = Mutate(changed[at], random);
        }

        return [.. changed];
    }

    private static UnknownPayload Mutate(Payload payload, Random random)
    {
        byte[] buffer = new byte[4096];
        WireWriter writer = new(buffer);
        payload.WriteBody(ref writer);
        byte[] body = buffer[..writer.Position];
        if (body.Length > 0 && random.Next(3) > 0)
            body[random.Next(body.Length)] = (byte)random.Next(256);
        else
            body = body[..random.Next(body.Length + 1)];
        return new UnknownPayload(payload.Type, random.Next(20) == 0, body);
    }
}
