using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// Somebody on the path who sees our IKE_SA_INIT request and answers it before the gateway does, without the secret.
/// </summary>
internal sealed class Forger(byte[] request, int seed = 99)
{
    private readonly SeededRandom _random = new(seed);

    public IkeHeader Request { get; } = Read(request);

    public IReadOnlyList<Payload> Payloads { get; } = Decode(request);

    public byte[] Notify(NotifyType type, params byte[] data) => Answer(0, Notifications.Of(type, data));

    public byte[] Answer(ulong spiR, params Payload[] payloads) => Responder.Plain(Request, spiR, payloads);

    /// <summary>A response that nothing but the gateway's AUTH tells from the genuine one.</summary>
    public byte[] Full(ulong spiR)
    {
        KePayload ke = Payloads.OfType<KePayload>().Single();
        using KeyExchange exchange = KeyExchangeMethods.Create(ke.Method, _random);
        Proposal offer = Payloads.OfType<SaPayload>().Single().Proposals
            .First(p => p.Transforms.Any(t => t.Type == TransformType.KeyExchange && t.Id == (ushort)ke.Method));
        Proposal chosen = offer with
        {
            Transforms = [.. offer.Transforms.GroupBy(t => t.Type).Select(g =>
                g.Key == TransformType.KeyExchange ? g.First(t => t.Id == (ushort)ke.Method) : g.First())],
        };
        return Answer(
            spiR,
            new SaPayload([chosen]),
            new KePayload(ke.Method, exchange.PublicValue.ToArray()),
            new NoncePayload(Bytes(32)),
            Notifications.Of(NotifyType.NatDetectionSourceIp, Bytes(20)),
            Notifications.Of(NotifyType.NatDetectionDestinationIp, Bytes(20)));
    }

    public byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.Fill(bytes);
        return bytes;
    }

    private static IkeHeader Read(byte[] message)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        return header;
    }

    private static IReadOnlyList<Payload> Decode(byte[] message)
    {
        PayloadChain.TryDecode(Read(message).NextPayload, message.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> payloads, out _);
        return payloads;
    }
}
