using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>Deletes an IKE SA that a rekey left behind; the last request on it (RFC 7296 section 2.8).</summary>
public sealed class SaDeleteTask(SessionCore core) : ExchangeTask(core)
{
    public override ExchangeType Exchange => ExchangeType.Informational;

    public override IReadOnlyList<Payload> Build(SaWorker sa, Instant now)
    {
        sa.Phase = SaPhase.Deleting;
        return [new DeletePayload(ProtocolId.Ike, [])];
    }

    public override void ProcessFault(SaWorker sa, IkeFault fault, Instant now) => Core.Sas.Discard(sa);

    public override TaskResult Process(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now)
    {
        Core.Sas.Discard(sa);
        return TaskResult.Done;
    }
}
