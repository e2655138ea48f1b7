using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>
/// Deletes a Child SA that the gateway believes to stand, because it granted it in a way that we can't take: wider than offered,
/// or not in transport mode (RFC 7296 section 1.3.1).
/// </summary>
public sealed class ChildDisownTask(SessionCore core, uint inboundSpi) : ExchangeTask(core)
{
    public override ExchangeType Exchange => ExchangeType.Informational;

    public override bool ConcernsChild => true;

    public override IReadOnlyList<Payload> Build(SaWorker sa, Instant now) => [new DeletePayload(ProtocolId.Esp, [inboundSpi])];

    public override TaskResult Process(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now) => TaskResult.Done;
}
