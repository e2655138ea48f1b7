using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>An empty INFORMATIONAL request: any authentic answer proves that the gateway lives (RFC 7296 section 2.4).</summary>
public sealed class LivenessTask(SessionCore core) : ExchangeTask(core)
{
    public override ExchangeType Exchange => ExchangeType.Informational;

    public override IReadOnlyList<Payload> Build(SaWorker sa, Instant now) => [];

    public override TaskResult Process(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now) => TaskResult.Done;
}
