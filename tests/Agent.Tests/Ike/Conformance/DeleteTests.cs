using Holdfast.Ike.Actions;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>Deletes of the gateway (RFC 7296 sections 1.4.1 and 3.11).</summary>
public sealed class DeleteTests : IDisposable
{
    private readonly Standing _standing = new();

    public void Dispose() => _standing.Dispose();

    [Fact]
    public void One_that_does_not_exist_is_answered_without_a_delete()
    {
        Assert.Empty(_standing.Ask(ExchangeType.Informational, new DeletePayload(ProtocolId.Esp, [0xDEADBEEF]))!);
        Assert.Empty(_standing.Actions<StopSending>());
    }

    [Fact]
    public void Among_many_the_one_that_exists_is_closed_both_ways()
    {
        IReadOnlyList<Payload> answer = _standing.Ask(
            ExchangeType.Informational,
            new DeletePayload(ProtocolId.Esp, [1000, _standing.Gateway.EspSpi, 2000]),
            new DeletePayload(ProtocolId.Esp, [_standing.Gateway.EspSpi]))!;

        Assert.Equal([new DeletePayload(ProtocolId.Esp, [_standing.Wires.Child!.InboundSpi])], answer);
        _standing.Run(TimeSpan.FromSeconds(6));
        Assert.Equal(_standing.Wires.Child.InboundSpi, _standing.Actions<RemoveChild>().First().InboundSpi);
        Assert.Equal(_standing.Wires.Child.InboundSpi, _standing.Actions<StopSending>().First().InboundSpi);
    }

    [Fact]
    public void Of_the_ike_sa_takes_the_children_along_and_is_answered_empty()
    {
        Assert.Empty(_standing.Ask(ExchangeType.Informational, new DeletePayload(ProtocolId.Ike, []), new DeletePayload(ProtocolId.Esp, [5]))!);

        Assert.NotNull(_standing.Wires.Down);
        Assert.Single(_standing.Actions<RemoveChild>());
    }
}
