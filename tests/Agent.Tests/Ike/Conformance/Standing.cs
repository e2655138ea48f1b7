using System.Buffers.Binary;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>A session that stands, with a gateway that can say anything on it.</summary>
internal sealed class Standing : IDisposable
{
    public Standing(IkeSettings? settings = null, Responder? gateway = null)
    {
        Gateway = gateway ?? new Responder(new SeededRandom(2));
        Wires = new Wires(settings ?? TestSettings.Create(), Gateway);
        Assert.True(Wires.RunUntil(() => Wires.Up is not null), Wires.Down?.Fault.Message);
    }

    public Wires Wires { get; }

    public Responder Gateway { get; }

    /// <summary>A gateway that agrees to MOBIKE, and adds to its IKE_AUTH response whatever is given.</summary>
    public static Responder WithMobike(params Payload[] more) => new(new SeededRandom(2))
    {
        BendAuth = p => [.. p, new NotifyPayload(NotifyType.MobikeSupported), .. more],
    };

    /// <summary>What the session answers to the gateway's request with this message ID; null without an answer.</summary>
    public IReadOnlyList<Payload>? AnswerTo(byte[] request, uint id)
    {
        Wires.Deliver(request);
        Wires.RunUntil(() => Gateway.Responses.ContainsKey(id), TimeSpan.FromSeconds(1));
        return Gateway.Responses.GetValueOrDefault(id);
    }

    /// <summary>The same to a request without anything odd.</summary>
    public IReadOnlyList<Payload>? Ask(ExchangeType exchange, params Payload[] payloads)
    {
        byte[] request = Gateway.Request(exchange, payloads);
        IkeHeader.TryRead(request, out IkeHeader header, out _);
        return AnswerTo(request, header.MessageId);
    }

    public byte[] Make(Forged forged) =>
        forged.By(Gateway, Wires.Sent[0], BinaryPrimitives.ReadUInt64BigEndian(Wires.Sent[^1].AsSpan(8)));

    public IEnumerable<T> Actions<T>()
        where T : IkeAction => Wires.Actions.OfType<T>();

    /// <summary>Lets time pass in small steps, so that nothing is skipped.</summary>
    public void Run(TimeSpan time) => Wires.RunUntil(() => false, time);

    public void Dispose() => Wires.Dispose();
}
